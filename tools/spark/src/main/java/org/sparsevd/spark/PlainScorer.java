package org.sparsevd.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** Nets from one input of floats to one output of floats: whole batches a call. */
final class PlainScorer implements Scorer {
  /** So many go into an array at most, however large a batch is asked for. */
  private static final int MOST_NUMBERS = 1 << 24;

  private final Session session;
  private final int inputSize;
  private final int outputSize;
  private float[] inputs = new float[0];
  private float[] outputs = new float[0];

  PlainScorer(SparseModel model) {
    this.session = model.newSession();
    this.inputSize = model.inputSize();
    this.outputSize = model.outputSize();
  }

  @Override
  public List<Scored> score(List<Object[]> rows) {
    List<Scored> results = new ArrayList<>(rows.size());
    int together = Math.max(1, MOST_NUMBERS / Math.max(inputSize, outputSize));
    for (int from = 0; from < rows.size(); from += together) {
      results.addAll(together(rows.subList(from, Math.min(rows.size(), from + together))));
    }
    return results;
  }

  private List<Scored> together(List<Object[]> rows) {
    if (inputs.length < rows.size() * inputSize) {
      inputs = new float[rows.size() * inputSize];
      outputs = new float[rows.size() * outputSize];
    }
    String[] reasons = new String[rows.size()];
    int fit = 0;
    for (int i = 0; i < reasons.length; i++) {
      try {
        int at = fit * inputSize;
        Arrays.fill(inputs, at, at + inputSize, 0);
        Cells.read(
            rows.get(i)[0], inputSize, (index, number) -> inputs[at + index] = (float) number);
        fit++;
      } catch (Cells.Unfit e) {
        reasons[i] = e.getMessage();
      }
    }
    if (fit > 0) {
      session.run(inputs, fit, outputs);
    }
    return results(reasons);
  }

  private List<Scored> results(String[] reasons) {
    List<Scored> results = new ArrayList<>(reasons.length);
    int next = 0;
    for (String reason : reasons) {
      if (reason != null) {
        results.add(Scored.none(reason));
        continue;
      }
      float[] result = new float[outputSize];
      System.arraycopy(outputs, next * outputSize, result, 0, outputSize);
      results.add(Scored.of(result));
      next++;
    }
    return results;
  }
}
