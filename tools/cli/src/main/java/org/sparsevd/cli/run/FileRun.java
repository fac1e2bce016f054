package org.sparsevd.cli.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.array.NpyFile;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.compress.Answers;
import org.sparsevd.report.Numbers;
import org.sparsevd.tensor.Shape;

/**
 * What a net answers to the inputs of a file.
 *
 * @param file of the inputs
 * @param outputShape of one answer
 * @param output where the answers went, or null
 */
public record FileRun(Path file, Answers answers, Shape outputShape, Path output) {
  private static final int LINES = 10;

  /** Writes the answers as float32 {@code [count, ...]}. */
  public void write() throws CliException {
    try {
      OutputFile.write(output, NpyFile.encode(shape(), answers.values()));
    } catch (IllegalArgumentException e) {
      throw CliException.failure(output + ": " + e.getMessage());
    }
  }

  private int[] shape() {
    int[] one = outputShape.toArray();
    int[] all = new int[1 + one.length];
    all[0] = answers.count();
    System.arraycopy(one, 0, all, 1, one.length);
    return all;
  }

  /** For programs: of one input all probabilities, of several the classes. */
  public Map<String, Object> json() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("input", file.toString());
    if (answers.count() == 1) {
      result.put("class", answers.top1(0));
      result.put("probabilities", answers.probabilities(0));
    } else {
      List<Integer> classes = new ArrayList<>();
      for (int i = 0; i < answers.count(); i++) {
        classes.add(answers.top1(i));
      }
      result.put("inputs", answers.count());
      result.put("classes", classes);
    }
    if (output != null) {
      result.put("output", output.toString());
      result.put("outputShape", shape());
    }
    return result;
  }

  /** For people. */
  public String text() {
    if (output != null) {
      return output + ": float32 " + Shape.of(shape()) + ", what the net answers to " + file;
    }
    return answers.count() == 1 ? one() : several();
  }

  private String one() {
    double[] probabilities = answers.probabilities(0);
    Table table = new Table("class", "probability %");
    for (int i = 0; i < probabilities.length; i++) {
      table.row(String.valueOf(i), Numbers.percent(100 * probabilities[i]));
    }
    return file + ": class " + answers.top1(0) + "\n\n" + table;
  }

  private String several() {
    Table table = new Table("input", "class", "probability %");
    int shown = Math.min(LINES, answers.count());
    for (int i = 0; i < shown; i++) {
      int top = answers.top1(i);
      table.row(
          String.valueOf(i),
          String.valueOf(top),
          Numbers.percent(100 * answers.probabilities(i)[top]));
    }
    String more =
        shown < answers.count()
            ? "and " + (answers.count() - shown) + " more; --output FILE.npy writes all\n"
            : "";
    return file + ": " + Numbers.count(answers.count()) + " inputs\n\n" + table + more;
  }
}
