package org.sparsevd.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.array.NpyFile;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.io.ValueNumbers;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;
import org.sparsevd.tensor.ElementType;

/**
 * A net of any inputs and outputs on files of arrays, whose shapes say what its symbols stand for.
 *
 * @param inputs file of each input
 * @param outputs file of each output that is written
 * @param results all outputs
 */
public record NamedRun(
    Map<String, Path> inputs, Map<String, Path> outputs, Map<String, Value> results) {
  private static final int SHOWN = 4;

  /** Whether a net takes more than one input of floats, or returns more than one output of them. */
  public static boolean isFor(Model model) {
    return model.inputs().size() != 1
        || model.outputs().size() != 1
        || !model.symbols().isEmpty()
        || model.inputs().get(0).type() != ElementType.FLOAT
        || model.type(model.output()) != ElementType.FLOAT
        || model.inputShape().rank() == 0;
  }

  /**
   * Runs a net.
   *
   * @param net its file, for messages
   * @param inputArguments {@code NAME=FILE} each
   * @param outputArguments likewise; none may be one of the inputs
   * @param overwrites whether outputs may replace files
   * @throws CliException if a file is missing, or does not fit the net
   */
  public static NamedRun of(
      Model model,
      Path net,
      List<String> inputArguments,
      List<String> outputArguments,
      boolean overwrites)
      throws IOException, CliException {
    SparseModel loaded = SparseModel.of(model);
    List<String> names = loaded.inputs().stream().map(ValueInfo::name).toList();
    Map<String, Path> inputs = NamedFile.all("--input", "input", inputArguments, names, net);
    Map<String, Path> outputs =
        NamedFile.all(
            "--output",
            "output",
            outputArguments,
            loaded.outputs().stream().map(ValueInfo::name).toList(),
            net);
    checkDifferent(inputs, outputs);
    for (Path output : outputs.values()) {
      OutputFile.check(output, overwrites);
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (ValueInfo input : loaded.inputs()) {
      Path file = inputs.get(input.name());
      if (file == null) {
        throw CliException.usage(
            net + " takes " + input + " as well: --input " + input.name() + "=FILE.npy");
      }
      values.put(input.name(), ArrayValue.of(NpyFile.read(file), input));
    }
    try {
      return new NamedRun(inputs, outputs, loaded.newSession().run(values));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.failure(net + ": " + e.getMessage());
    }
  }

  private static void checkDifferent(Map<String, Path> inputs, Map<String, Path> outputs)
      throws IOException, CliException {
    List<Path> taken = new ArrayList<>(inputs.values());
    for (Path output : outputs.values()) {
      for (Path other : taken) {
        boolean same = output.toAbsolutePath().equals(other.toAbsolutePath());
        if (same
            || Files.exists(output) && Files.exists(other) && Files.isSameFile(output, other)) {
          throw CliException.usage(
              output + " is named twice; --output must name a file that is no other");
        }
      }
      taken.add(output);
    }
  }

  /** Writes the outputs that have a file, as float32; whole numbers are exact in it. */
  public void write() throws CliException {
    for (Map.Entry<String, Path> output : outputs.entrySet()) {
      Value value = results.get(output.getKey());
      OutputFile.write(
          output.getValue(), NpyFile.encode(value.shape().toArray(), ValueNumbers.of(value)));
    }
  }

  private static String type(Value value) {
    return value.type().name().toLowerCase(Locale.ROOT);
  }

  /** For programs: type and shape of each output, and its elements where no file has them. */
  public Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    results.forEach(
        (name, value) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("type", type(value));
          fields.put("shape", value.shape().toArray());
          if (outputs.containsKey(name)) {
            fields.put("file", outputs.get(name).toString());
          } else {
            fields.put("values", ValueNumbers.of(value));
          }
          all.put(name, fields);
        });
    Map<String, Object> result = new LinkedHashMap<>();
    Map<String, String> files = new LinkedHashMap<>();
    inputs.forEach((name, file) -> files.put(name, file.toString()));
    result.put("inputs", files);
    result.put("outputs", all);
    return result;
  }

  /** For people. */
  public String text() {
    Table table = new Table("output", "type", "shape", "values");
    results.forEach(
        (name, value) ->
            table.row(
                name,
                type(value),
                value.shape().toString(),
                outputs.containsKey(name) ? "in " + outputs.get(name) : first(value)));
    return table.toString();
  }

  private static String first(Value value) {
    float[] numbers = ValueNumbers.of(value);
    String text = Arrays.toString(Arrays.copyOf(numbers, Math.min(SHOWN, numbers.length)));
    return numbers.length <= SHOWN ? text : text.substring(0, text.length() - 1) + ", ...]";
  }
}
