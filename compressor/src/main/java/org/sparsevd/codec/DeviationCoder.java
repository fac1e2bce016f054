package org.sparsevd.codec;

import java.util.Arrays;
import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.Mixer;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.StreamLimit;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;

/**
 * Standard deviations of the weights that are not zero, coarsely: a level each. Level 0 is none,
 * level {@code n} is {@code step 2^(n - 1)}. A level is unary decisions in the contexts of the
 * levels before it in its row and in its column.
 */
final class DeviationCoder {
  /** The largest level that a stream can tell. */
  static final int MOST = 15;

  private static final int STEP_BITS = 8;
  private static final int LEVELS = MOST + 1;

  private final BitCoder coder;
  private final Contexts byRow;
  private final Contexts byColumn;
  private final Mixer mixer;
  private final byte[] columns;

  private DeviationCoder(BitCoder coder, Logistic logistic, int width) {
    this.coder = coder;
    this.byRow = new Contexts(logistic, MOST * LEVELS, 0, 0);
    this.byColumn = new Contexts(logistic, MOST * LEVELS, 0, 0);
    this.mixer = new Mixer(logistic, 8, 128, 128);
    this.columns = new byte[width];
  }

  /**
   * Writes the deviations of a weight.
   *
   * @param deviations {@code [outputs, depth]} like the weight; where that is zero they are passed
   *     over
   */
  static void write(BitCoder coder, Logistic logistic, SparseTensor weight, float[] deviations) {
    Step step = step(weight, deviations);
    coder.raw(step == null ? 0 : 1, 1);
    if (step == null) {
      return;
    }
    int width = weight.columns();
    coder.raw(step.index(), STEP_BITS);
    DeviationCoder levels = new DeviationCoder(coder, logistic, width);
    for (int row = 0; row < weight.rows(); row++) {
      int before = 0;
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        int column = weight.column(i);
        before = levels.code(level(deviations[row * width + column], step), before, column);
      }
    }
  }

  /**
   * The step by which a weight's deviations are told: a quarter of their median, which has the
   * third level. So what was read is written as it is. Null where there are none.
   */
  static Step step(SparseTensor weight, float[] deviations) {
    float[] found = new float[weight.rowPointer(weight.rows())];
    int count = 0;
    for (int row = 0; row < weight.rows(); row++) {
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        float deviation = deviations[row * weight.columns() + weight.column(i)];
        if (deviation != 0) {
          found[count++] = Math.abs(deviation);
        }
      }
    }
    Arrays.sort(found, 0, count);
    return count == 0 ? null : Step.nearest(found[count / 2] / 4);
  }

  /** The level nearest to a deviation; there is none between the first and none at all. */
  private static int level(float deviation, Step step) {
    if (deviation == 0) {
      return 0;
    }
    double level = 1 + Math.rint(Math.log(Math.abs(deviation) / step.size()) / Math.log(2));
    return (int) Math.max(1, Math.min(MOST, level));
  }

  /** Reads the deviations of a weight, at the same places; null where there are none. */
  static SparseTensor read(
      RangeDecoder coder, Logistic logistic, SparseTensor weight, StreamLimit budget)
      throws CorruptTensorException {
    if (coder.raw(0, 1) == 0) {
      return null;
    }
    float step = new Step(coder.raw(0, STEP_BITS)).size();
    DeviationCoder levels = new DeviationCoder(coder, logistic, weight.columns());
    float[] deviations = new float[weight.rowPointer(weight.rows())];
    for (int row = 0; row < weight.rows(); row++) {
      int before = 0;
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        before = levels.code(0, before, weight.column(i));
        deviations[i] = before == 0 ? 0 : Math.scalb(step, before - 1);
        budget.checkDecisions(coder);
      }
    }
    return new SparseTensor(
        weight.shape(), weight.rowPointers(), weight.columnIndices(), deviations);
  }

  /** Codes a level; a decoder ignores {@code level}. */
  private int code(int level, int before, int column) {
    int above = columns[column];
    int coded = 0;
    while (coded < MOST) {
      int left = coded * LEVELS + before;
      int up = coded * LEVELS + above;
      mixer.input(0, byRow.logOdds(left));
      mixer.input(1, byColumn.logOdds(up));
      boolean more = coder.code(level > coded, mixer.mix(0));
      mixer.learn(more);
      byRow.learn(left, more);
      byColumn.learn(up, more);
      if (!more) {
        break;
      }
      coded++;
    }
    columns[column] = (byte) coded;
    return coded;
  }
}
