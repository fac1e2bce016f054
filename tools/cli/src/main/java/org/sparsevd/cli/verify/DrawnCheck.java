package org.sparsevd.cli.verify;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Stopwatch;
import org.sparsevd.cli.io.Table;
import org.sparsevd.model.Model;
import org.sparsevd.nets.DrawnInputs;
import org.sparsevd.nets.DrawnRange;
import org.sparsevd.nets.IndexRanges;
import org.sparsevd.nets.OnnxPort;
import org.sparsevd.nets.OnnxRuntimeCalls;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;

/**
 * A net in our runtime beside an ONNX file in ONNX Runtime, on inputs that are drawn.
 *
 * @param net what is compared
 * @param prepareSeconds wall clock from the model to a net that can be called; for shapes of the
 *     call, without their kernels
 * @param outputs differences of each, in the file's order
 */
public record DrawnCheck(
    String net, boolean batched, double prepareSeconds, List<OutputDifference> outputs) {

  private static final String PREPARE = "prepare";

  /**
   * What both are asked.
   *
   * @param inputs of the ONNX file
   * @param known what some of them always are, which are no inputs of the net
   */
  record Calls(
      List<OnnxPort> inputs, Map<String, Double> known, DrawnInputs drawn, long seed, int count) {
    /**
     * Inputs of a file, drawn as said.
     *
     * @throws CliException if something is said of an input or a dimension that the file has not
     */
    static Calls of(
        List<OnnxPort> inputs, Map<String, Double> known, DrawnInputs drawn, long seed, int count)
        throws CliException {
      Set<String> free = DrawnInputs.free(inputs);
      Set<String> names = new LinkedHashSet<>();
      inputs.forEach(input -> names.add(input.name()));
      check("--symbols", "free dimensions", drawn.numbers().keySet(), free);
      check("--range", "inputs", drawn.ranges().keySet(), names);
      check("--input-value", "inputs", known.keySet(), names);
      try {
        drawn.check(inputs);
      } catch (IllegalArgumentException e) {
        throw CliException.usage(e.getMessage() + "; --symbols NAME=N or --input-shape says it");
      }
      return new Calls(inputs, known, drawn, seed, count);
    }

    private static void check(String option, String what, Set<String> said, Set<String> known)
        throws CliException {
      for (String name : said) {
        if (!known.contains(name)) {
          throw CliException.usage(
              option + " " + name + ": the " + what + " of the file's inputs are " + known);
        }
      }
    }

    /** The names of the inputs that a net has as well. */
    private List<String> open() {
      return inputs.stream().map(OnnxPort::name).filter(name -> !known.containsKey(name)).toList();
    }

    /** The same where a model's tables say which whole numbers an input may hold. */
    private DrawnInputs within(Model model) {
      Map<String, DrawnRange> ranges = new HashMap<>();
      IndexRanges.of(model).forEach((i, range) -> ranges.put(open().get(i), range));
      ranges.putAll(drawn.ranges());
      known.forEach((name, number) -> ranges.put(name, new DrawnRange(number, number)));
      return new DrawnInputs(drawn.numbers(), ranges);
    }
  }

  /**
   * Runs both.
   *
   * @param net for messages
   * @throws CliException if the net has other inputs or outputs than the file, or cannot take one
   */
  public static DrawnCheck of(String net, Model model, OnnxRuntimeCalls file, Calls calls)
      throws IOException, CliException {
    Stopwatch clock = new Stopwatch();
    SparseModel loaded = SparseModel.of(model);
    clock.lap(PREPARE);
    checkCount(net, "inputs", loaded.inputs().size(), calls.open().size());
    DrawnInputs drawn = calls.within(model);
    Map<String, OutputDifference> worst = new LinkedHashMap<>();
    for (int call = 0; call < calls.count; call++) {
      Map<String, Value> values = drawn.draw(calls.inputs, calls.seed + call);
      Map<String, Value> expected = file.run(values);
      checkCount(net, "outputs", loaded.outputs().size(), expected.size());
      Map<String, Value> found = run(net, loaded, calls.open().stream().map(values::get).toList());
      int place = 0;
      for (Map.Entry<String, Value> output : expected.entrySet()) {
        Value own = found.get(loaded.outputs().get(place++).name());
        worst.merge(
            output.getKey(),
            OutputDifference.of(output.getKey(), own, output.getValue(), loaded.isBatched()),
            OutputDifference::with);
      }
    }
    double seconds = clock.seconds().get(PREPARE);
    return new DrawnCheck(net, loaded.isBatched(), seconds, List.copyOf(worst.values()));
  }

  private static void checkCount(String net, String what, int found, int expected)
      throws CliException {
    if (found != expected) {
      throw CliException.failure(
          net + ": expected " + expected + " " + what + " as the .onnx file has, found " + found);
    }
  }

  /** The file's inputs are the model's, in the same order, whatever their names. */
  private static Map<String, Value> run(String net, SparseModel model, List<Value> values)
      throws CliException {
    Map<String, Value> named = new LinkedHashMap<>();
    for (ValueInfo input : model.inputs()) {
      named.put(input.name(), values.get(named.size()));
    }
    int batch = model.isBatched() ? values.get(0).shape().dim(0) : 1;
    try {
      return model.newSession(batch).run(named);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.failure(net + ": " + e.getMessage());
    }
  }

  /** Whether every output differs by less than this share of its largest magnitude. */
  boolean within(double share) {
    return outputs.stream().allMatch(output -> output.saysSomething() && output.share() < share);
  }

  /** Whether the differences of every output are at most this many percent as a whole. */
  boolean withinRms(double percent) {
    return outputs.stream()
        .allMatch(output -> output.saysSomething() && output.rmsPercent() <= percent);
  }

  /** Whether all differences are those of rounding: a thousandth of the largest element. */
  public boolean agrees() {
    return within(OnnxComparison.LARGEST_SHARE);
  }

  /** Largest difference of an element. */
  public double largest() {
    return outputs.stream().mapToDouble(OutputDifference::largest).max().orElse(0);
  }

  public Map<String, Object> json() {
    return Map.of(
        "net", net,
        "batched", batched,
        "prepareSeconds", prepareSeconds,
        "outputs", outputs.stream().map(OutputDifference::json).toList());
  }

  public String text() {
    Table table =
        new Table("output", "shape", "largest difference", "of up to", "share", "rms %", "cosine");
    for (OutputDifference output : outputs) {
      table.row(
          output.name(),
          output.shape(),
          output.saysSomething() ? Numbers.difference(output.largest()) : "nothing finite",
          String.format(Locale.ROOT, "%.3g", output.scale()),
          Numbers.difference(output.share()),
          String.format(Locale.ROOT, "%.2g", output.rmsPercent()),
          String.format(Locale.ROOT, "%.6f", output.cosine()));
    }
    String kind = batched ? "batched" : "whole";
    return net + ", read as " + kind + ", ready in " + prepareSeconds + " s\n" + table;
  }
}
