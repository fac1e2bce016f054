package org.sparsevd.cli.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.array.NpyFile;
import org.sparsevd.array.NpzFile;
import org.sparsevd.array.NumberArray;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.run.ArrayValue;
import org.sparsevd.cli.run.NamedFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.DrawnInputs;
import org.sparsevd.nets.DrawnRange;
import org.sparsevd.nets.IndexRanges;
import org.sparsevd.nets.OnnxPort;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Calls of a net of any inputs, from a file of an array for each input, or by chance. Arrays with
 * more entries than a call takes are several calls.
 *
 * @param calls values of all inputs, by name
 * @param text what they are, for people
 */
public record CallData(List<Map<String, Value>> calls, String text) {
  private static final int RANDOM_CALLS = 16;
  private static final int MOST_CALLS = 1 << 14;

  /** What a dimension is that nobody says anything of, the batch aside. */
  private static final int EXTENT = 16;

  private static final String ARCHIVE = ".npz";

  /**
   * Reads the calls of a net.
   *
   * @param option for messages
   * @param arguments {@code NAME=FILE.npy} for each input, {@code FILE.npz} with an array of each
   *     one's name, or {@code random}
   * @param net its file, for messages
   * @throws CliException if an input has no array, or one that it does not take
   */
  public static CallData open(
      String option, List<String> arguments, Model model, List<ValueInfo> inputs, Path net)
      throws IOException, CliException {
    if (arguments.equals(List.of(CalibrationData.RANDOM))) {
      return random(model, RANDOM_CALLS);
    }
    Map<String, NumberArray> arrays = arrays(option, arguments, inputs, net);
    Map<String, Value> values = new LinkedHashMap<>();
    for (ValueInfo input : inputs) {
      NumberArray array = arrays.get(input.name());
      if (array == null) {
        throw CliException.usage(
            String.format(
                "%s: %s takes %s as well: %s %s=FILE.npy",
                option, net, input, option, input.name()));
      }
      values.put(input.name(), ArrayValue.of(array, input));
    }
    List<Map<String, Value>> calls = new Entries(model, inputs).split(values);
    if (calls.size() > MOST_CALLS) {
      throw CliException.usage(
          option + ": expected at most " + MOST_CALLS + " calls, found " + calls.size());
    }
    return new CallData(calls, calls.size() + " calls of " + String.join(", ", arguments));
  }

  private static Map<String, NumberArray> arrays(
      String option, List<String> arguments, List<ValueInfo> inputs, Path net)
      throws IOException, CliException {
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    if (arguments.size() == 1 && arguments.get(0).endsWith(ARCHIVE)) {
      try (NpzFile archive = NpzFile.open(Path.of(arguments.get(0)))) {
        for (ValueInfo input : inputs) {
          if (!archive.names().contains(input.name())) {
            throw CliException.failure(
                String.format(
                    "%s: expected an array '%s' for each of %s's inputs, found %s",
                    arguments.get(0), input.name(), net, archive.names()));
          }
          arrays.put(input.name(), archive.read(input.name()));
        }
      }
      return arrays;
    }
    List<String> names = inputs.stream().map(ValueInfo::name).toList();
    for (var file : NamedFile.all(option, "input", arguments, names, net).entrySet()) {
      arrays.put(file.getKey(), NpyFile.read(file.getValue()));
    }
    return arrays;
  }

  /** Calls by chance: whole numbers lie within the tables that they are looked up in. */
  public static CallData random(Model model, int count) throws IOException {
    List<OnnxPort> ports = new ArrayList<>();
    Map<String, DrawnRange> ranges = new HashMap<>();
    Map<Integer, DrawnRange> found = IndexRanges.of(model);
    for (int i = 0; i < model.inputs().size(); i++) {
      Model.Input input = model.inputs().get(i);
      ports.add(port(input, model.batched()));
      if (found.containsKey(i)) {
        ranges.put(input.name(), found.get(i));
      }
    }
    DrawnInputs drawn = new DrawnInputs(numbers(model), ranges);
    List<Map<String, Value>> calls = new ArrayList<>();
    for (int call = 0; call < count; call++) {
      calls.add(drawn.draw(ports, call + 1));
    }
    return new CallData(calls, count + " calls drawn by chance");
  }

  private static Map<String, Integer> numbers(Model model) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Model.Input input : model.inputs()) {
      for (int axis = 0; axis < input.shape().rank(); axis++) {
        Dim extent = input.shape().extent(axis);
        if (!extent.isNumber()) {
          boolean batch = axis == 0 && !model.batched();
          numbers.merge(extent.toString(), batch ? 1 : EXTENT, Math::min);
        }
      }
    }
    return numbers;
  }

  private static OnnxPort port(Model.Input input, boolean batched) {
    List<String> extents = new ArrayList<>();
    if (batched) {
      extents.add("1");
    }
    for (Dim extent : input.shape().extents()) {
      extents.add(extent.toString());
    }
    return OnnxPort.of(input.name(), input.type(), extents);
  }

  /** Arrays whose first dimension counts entries. */
  private record Entries(Model model, List<ValueInfo> inputs) {

    /** A call for each entry, or one where arrays differ in what they count. */
    List<Map<String, Value>> split(Map<String, Value> values) {
      int each = each();
      int count = -1;
      for (Value value : values.values()) {
        int own = value.shape().rank() == 0 ? 0 : value.shape().dim(0);
        count = count < 0 || count == own ? own : 0;
      }
      if (each < 1 || count < each || count % each > 0) {
        return List.of(values);
      }
      List<Map<String, Value>> calls = new ArrayList<>();
      for (int from = 0; from < count; from += each) {
        Map<String, Value> call = new LinkedHashMap<>();
        for (var value : values.entrySet()) {
          call.put(value.getKey(), rows(value.getValue(), from, each));
        }
        calls.add(each == 1 ? Padding.without(model, call) : call);
      }
      return calls;
    }

    /** Some entries of a value. */
    private static Value rows(Value value, int first, int count) {
      int[] dims = value.shape().toArray();
      int row = value.shape().size() / dims[0];
      int from = first * row;
      int end = from + count * row;
      dims[0] = count;
      return switch (value.type()) {
        case FLOAT -> Value.of(Arrays.copyOfRange(value.floats(), from, end), dims);
        case INT64 -> Value.of(Arrays.copyOfRange(value.longs(), from, end), dims);
        case INT32 -> Value.of(Arrays.copyOfRange(value.ints(), from, end), dims);
        case UINT8 -> Value.of(Arrays.copyOfRange(value.bytes(), from, end), dims);
        case BOOL -> Value.of(Arrays.copyOfRange(value.booleans(), from, end), dims);
      };
    }

    /** Entries of a call: the first dimension of all inputs, 1 where it is free; else 0. */
    private int each() {
      Dim first = null;
      for (Model.Input input : model.inputs()) {
        Shape shape = input.shape();
        Dim own = model.batched() ? Dim.of(1) : shape.rank() == 0 ? null : shape.extent(0);
        if (own == null || first != null && !first.equals(own)) {
          return 0;
        }
        first = own;
      }
      return first.isNumber() ? (int) first.number() : 1;
    }
  }
}
