package org.sparsevd.cli.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparsevd.cli.io.Table;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What a model takes and gives, and on which numbers its shapes depend. */
final class ModelEnds {
  private static final int MOST_LINES = 8;

  private ModelEnds() {}

  /** One line where there is one input of floats and one output; else a line for each. */
  static String text(Model model, boolean verbose) {
    if (model.isPlain()) {
      return "takes " + model.inputShape() + ", gives " + model.outputShape() + "; " + nodes(model);
    }
    List<String> lines = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      lines.add("takes " + input.name() + ": " + told(model, input.type(), input.shape()));
    }
    for (Model.Output output : model.outputs()) {
      ElementType type = model.type(output.value());
      lines.add("gives " + output.name() + ": " + told(model, type, model.shape(output.value())));
    }
    String symbols = String.join(", ", model.symbols());
    return Lines.of(lines, MOST_LINES, verbose, "inputs and outputs")
        + (symbols.isEmpty() ? "" : Table.fitting("each call chooses " + symbols) + "\n")
        + nodes(model);
  }

  private static String nodes(Model model) {
    return model.nodes().size() + " nodes";
  }

  /** {@code float [batch, 3]}. */
  private static String told(Model model, ElementType type, Shape shape) {
    String extents = shape.toString();
    String batch = shape.rank() == 0 ? "[..." : "[..., ";
    return name(type) + " " + (model.batched() ? batch + extents.substring(1) : extents);
  }

  private static String name(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The same as fields. */
  static void json(Model model, Map<String, Object> json) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      inputs.add(fields(input.name(), input.type(), input.shape()));
    }
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      ElementType type = model.type(output.value());
      Map<String, Object> fields = fields(output.name(), type, model.shape(output.value()));
      fields.put("node", output.value());
      outputs.add(fields);
    }
    if (inputs.size() == 1) {
      json.put("input", extents(model.inputShape()));
    }
    json.put("inputs", inputs);
    json.put("outputs", outputs);
    json.put("batched", model.batched());
    json.put("symbols", List.copyOf(model.symbols()));
  }

  private static Map<String, Object> fields(String name, ElementType type, Shape shape) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("type", name(type));
    fields.put("shape", extents(shape));
    return fields;
  }

  /** Numbers, and what depends on symbols as text. */
  static List<Object> extents(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(shape::extent).map(ModelEnds::extent).toList();
  }

  private static Object extent(Dim dim) {
    return dim.isNumber() ? (Object) dim.number() : dim.toString();
  }
}
