package org.sparsevd.codec.tabled;

import java.util.Arrays;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.RangeEncoder;
import org.sparsevd.tensor.CorruptTensorException;

/** Some rows of a matrix: a head of classes and tables as a range code, then states and words. */
final class Block {
  private Block() {}

  /** What a block is written as. */
  record Written(byte[] head, int words, byte[] states) {}

  /** Bytes of the states and so many words. */
  static long bytes(int words) {
    return (long) StateEncoder.STATES * Long.BYTES + (long) words * Integer.BYTES;
  }

  static Written write(int[] symbols, int start, Classes classes) {
    RangeEncoder head = new RangeEncoder();
    Logistic logistic = new Logistic();
    classes.code(head, logistic);
    int[][] levels = Tables.levels(Fit.counts(symbols, start, classes));
    Tables tables;
    try {
      Tables.code(head, logistic, levels);
      tables = Tables.of(levels);
    } catch (CorruptTensorException e) {
      throw new IllegalStateException(e);
    }
    StateEncoder states = new StateEncoder((long) classes.liveRows() * classes.liveColumns());
    int width = classes.columns().length;
    for (int row = classes.rows().length - 1; row >= 0; row--) {
      for (int column = width - 1; classes.rows()[row] > 0 && column >= 0; column--) {
        if (classes.columns()[column] > 0) {
          int symbol = symbols[start + row * width + column];
          int turned = classes.leans()[column] < 0 ? -symbol : symbol;
          put(states, tables, classes.table(row, column), turned);
        }
      }
    }
    return new Written(head.toBytes(), states.count(), states.toBytes());
  }

  private static void put(StateEncoder states, Tables tables, int table, int symbol) {
    states.back();
    int bin = Bins.of(symbol);
    int raw = Bins.rawBits(bin + 1 >> 1);
    if (raw > 0) {
      states.raw(Math.abs(symbol) - Bins.least(bin + 1 >> 1), raw);
    }
    states.bin(tables.frequency(table, bin), tables.before(table, bin));
  }

  /** Reads rows to {@code values} from {@code start} on. */
  static void read(
      byte[] bytes,
      int offset,
      int head,
      int words,
      int height,
      int width,
      float step,
      float[] values,
      int start)
      throws CorruptTensorException {
    RangeDecoder coder = new RangeDecoder(bytes, offset, head);
    Logistic logistic = new Logistic();
    Classes blank = new Classes(new int[height], new int[width], new int[width], 0, 0);
    Classes classes = blank.code(coder, logistic);
    if (!classes.isValid()) {
      throw new CorruptTensorException(offset, "the classes of a block are out of range");
    }
    boolean[] used = classes.used();
    int[][] levels = new int[used.length][];
    Arrays.setAll(levels, table -> used[table] ? new int[Bins.COUNT] : null);
    Tables tables;
    try {
      Tables.code(coder, logistic, levels);
      tables = Tables.of(levels);
      coder.finish();
      if (coder.decisions() > (long) height * width) {
        throw new CorruptTensorException(
            coder.offset(), coder.decisions() + " decisions in front of a block are too many");
      }
    } catch (CorruptTensorException e) {
      throw new CorruptTensorException(offset + e.offset(), e.getMessage());
    }
    StateDecoder states = new StateDecoder(bytes, offset + head, words, tables);
    Places places = new Places(classes);
    for (int row = 0; row < height; row++) {
      if (classes.rows()[row] > 0) {
        int[] table = places.tables(row);
        states.row(table, places.columns(), places.turns(), step, values, start + row * width);
      }
    }
    states.finish();
  }
}
