package org.sparsevd.cli.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.NetworkBuilder;

/** A network as JSON: name, input and layers. */
final class NetworkReader {
  private static final int MAX_EXTENT = 1 << 20;

  private static final List<String> FIELDS =
      List.of(
          "type",
          "name",
          "inputs",
          "filters",
          "kernel",
          "stride",
          "dilation",
          "padding",
          "groups",
          "outputs",
          "size",
          "countPadding",
          "rate",
          "slope",
          "least",
          "most");

  private NetworkReader() {}

  /**
   * @param fields of {@code root}
   */
  static Network read(Json root, Map<String, Json> fields) throws JsonException {
    Json name = root.required(fields, "name");
    Json input = root.required(fields, "input");
    Json layers = root.required(fields, "layers");
    NetworkBuilder builder;
    try {
      builder = Network.builder(name.text("the network's name"), shape(input));
    } catch (IllegalArgumentException e) {
      throw name.problem(e.getMessage());
    }
    for (Json layer : layers.elements("the layers")) {
      try {
        add(layer, builder);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw layer.problem(e.getMessage());
      }
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw layers.problem(e.getMessage());
    }
  }

  private static Shape shape(Json input) throws JsonException {
    List<Json> extents = input.elements("the input [channels, height, width]");
    if (extents.size() != 3 && extents.size() != 1) {
      throw input.problem(
          "expected [channels, height, width], found "
              + extents.size()
              + " values (of a table it is [columns])");
    }
    int[] dims = {1, 1, 1};
    for (int i = 0; i < extents.size(); i++) {
      dims[i] = extents.get(i).integer("an extent of the input", 1, MAX_EXTENT);
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw input.problem(e.getMessage());
    }
  }

  /** Adds a layer: its name alone, or an object with what it reads and what it is called. */
  private static void add(Json json, NetworkBuilder builder) throws JsonException {
    if (json.isText()) {
      builder.add(plain(json, json.text("a layer")));
      return;
    }
    Map<String, Json> fields = json.fields("a layer", FIELDS.toArray(String[]::new));
    String type = json.required(fields, "type").text("the type of a layer");
    List<String> reads = new ArrayList<>();
    if (fields.containsKey("inputs")) {
      for (Json input : fields.get("inputs").elements("the inputs of a layer")) {
        reads.add(input.text("an input of a layer"));
      }
    }
    Shape in = reads.isEmpty() ? builder.shape() : builder.shapeOf(reads.get(0));
    LayerSpec layer = layer(json, type, fields, in, builder);
    if (fields.containsKey("inputs")) {
      builder.add(layer, reads.toArray(String[]::new));
    } else {
      builder.add(layer);
    }
    if (fields.containsKey("name") && !(layer instanceof LayerSpec.Weighted)) {
      builder.name(fields.get("name").text("a layer's name"));
    }
  }

  private static LayerSpec layer(
      Json json, String type, Map<String, Json> fields, Shape in, NetworkBuilder builder)
      throws JsonException {
    switch (type) {
      case "conv2d" -> {
        known(json, type, "filters", "kernel", "stride", "dilation", "padding", "groups");
        return convolution(json, fields, in, builder);
      }
      case "dense" -> {
        known(json, type, "outputs");
        return new LayerSpec.Dense(
            name(fields, builder.nextDense()),
            json.required(fields, "outputs").integer("outputs", 1, MAX_EXTENT));
      }
      case "maxPool2d" -> {
        known(json, type, "size", "stride", "padding");
        return new LayerSpec.MaxPool2d(pooling(json, fields, in));
      }
      case "averagePool2d" -> {
        known(json, type, "size", "stride", "padding", "countPadding");
        boolean countPadding =
            fields.containsKey("countPadding") && fields.get("countPadding").flag("countPadding");
        return new LayerSpec.AveragePool2d(pooling(json, fields, in), countPadding);
      }
      case "dropout" -> {
        known(json, type, "rate");
        return new LayerSpec.Dropout(json.required(fields, "rate").number("rate", 0, 1));
      }
      case "leakyRelu" -> {
        known(json, type, "slope");
        double slope =
            fields.containsKey("slope") ? fields.get("slope").number("slope", -1, 1) : 0.01;
        return new LayerSpec.Pointwise(Function.LEAKY_RELU, (float) slope, 0);
      }
      case "clamp" -> {
        known(json, type, "least", "most");
        double least =
            fields.containsKey("least") ? fields.get("least").number("least", -1e6, 1e6) : 0;
        double most = json.required(fields, "most").number("most", -1e6, 1e6);
        return new LayerSpec.Pointwise(Function.CLAMP, (float) least, (float) most);
      }
      default -> {
        LayerSpec plain = plain(json, type);
        known(json, type);
        return plain;
      }
    }
  }

  /** Refuses fields that a type has not. */
  private static void known(Json json, String type, String... fields) throws JsonException {
    List<String> all = new ArrayList<>(List.of("type", "name", "inputs"));
    all.addAll(List.of(fields));
    json.fields(type, all.toArray(String[]::new));
  }

  private static LayerSpec convolution(
      Json json, Map<String, Json> fields, Shape in, NetworkBuilder builder) throws JsonException {
    int filters = json.required(fields, "filters").integer("filters", 1, MAX_EXTENT);
    json.required(fields, "kernel");
    int[] kernel = WindowReader.pair(fields, "kernel", 1, new int[2]);
    int groups =
        fields.containsKey("groups") ? fields.get("groups").integer("groups", 1, MAX_EXTENT) : 1;
    Window window = WindowReader.read(fields, kernel, new int[] {1, 1}, in);
    return new LayerSpec.Conv2d(name(fields, builder.nextConvolution()), filters, window, groups);
  }

  private static Window pooling(Json json, Map<String, Json> fields, Shape in)
      throws JsonException {
    json.required(fields, "size");
    int[] size = WindowReader.pair(fields, "size", 1, new int[2]);
    return WindowReader.read(fields, size, size, in);
  }

  private static String name(Map<String, Json> fields, String usual) throws JsonException {
    return fields.containsKey("name") ? fields.get("name").text("a layer's name") : usual;
  }

  private static LayerSpec plain(Json json, String type) throws JsonException {
    return switch (type) {
      case "relu" -> new LayerSpec.Relu();
      case "relu6" -> new LayerSpec.Pointwise(Function.CLAMP, 0, 6);
      case "hardSwish" -> new LayerSpec.Pointwise(Function.HARD_SWISH);
      case "silu" -> new LayerSpec.Pointwise(Function.SILU);
      case "sigmoid" -> new LayerSpec.Pointwise(Function.SIGMOID);
      case "tanh" -> new LayerSpec.Pointwise(Function.TANH);
      case "flatten" -> new LayerSpec.Flatten();
      case "batchNorm" -> new LayerSpec.BatchNorm();
      case "globalAveragePool" -> new LayerSpec.GlobalAveragePool();
      case "add" -> new LayerSpec.Add();
      case "concat" -> new LayerSpec.Concat();
      default ->
          throw json.problem(
              "unknown layer '"
                  + type
                  + "', expected conv2d, dense, maxPool2d, averagePool2d, globalAveragePool,"
                  + " dropout, relu, relu6, leakyRelu, clamp, hardSwish, silu, sigmoid, tanh,"
                  + " flatten, batchNorm, add or concat");
    };
  }
}
