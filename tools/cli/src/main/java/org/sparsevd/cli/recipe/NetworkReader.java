package org.sparsevd.cli.recipe;

import java.util.List;
import java.util.Map;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.NetworkBuilder;

/** A network as JSON: name, input and layers. */
final class NetworkReader {
  private static final int MAX_EXTENT = 1 << 20;

  private NetworkReader() {}

  /**
   * @param fields of {@code root}
   */
  static Network read(Json root, Map<String, Json> fields) throws RecipeException {
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
        builder.add(layer(layer, builder));
      } catch (IllegalArgumentException e) {
        throw layer.problem(e.getMessage());
      }
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw layers.problem(e.getMessage());
    }
  }

  private static Shape shape(Json input) throws RecipeException {
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

  private static LayerSpec layer(Json json, NetworkBuilder builder) throws RecipeException {
    if (json.isText()) {
      return plain(json, json.text("a layer"));
    }
    Map<String, Json> fields =
        json.fields(
            "a layer", "type", "name", "filters", "kernel", "padding", "outputs", "size", "rate");
    String type = json.required(fields, "type").text("the type of a layer");
    switch (type) {
      case "conv2d" -> {
        json.fields(type, "type", "name", "filters", "kernel", "padding");
        return new LayerSpec.Conv2d(
            name(fields, builder.nextConvolution()),
            json.required(fields, "filters").integer("filters", 1, MAX_EXTENT),
            json.required(fields, "kernel").integer("kernel", 1, MAX_EXTENT),
            fields.containsKey("padding")
                ? fields.get("padding").integer("padding", 0, MAX_EXTENT)
                : 0);
      }
      case "dense" -> {
        json.fields(type, "type", "name", "outputs");
        return new LayerSpec.Dense(
            name(fields, builder.nextDense()),
            json.required(fields, "outputs").integer("outputs", 1, MAX_EXTENT));
      }
      case "maxPool2d" -> {
        json.fields(type, "type", "size");
        return new LayerSpec.MaxPool2d(
            json.required(fields, "size").integer("size", 1, MAX_EXTENT));
      }
      case "dropout" -> {
        json.fields(type, "type", "rate");
        return new LayerSpec.Dropout(json.required(fields, "rate").number("rate", 0, 1));
      }
      default -> {
        LayerSpec plain = plain(json, type);
        json.fields(type, "type");
        return plain;
      }
    }
  }

  private static String name(Map<String, Json> fields, String usual) throws RecipeException {
    return fields.containsKey("name") ? fields.get("name").text("a layer's name") : usual;
  }

  private static LayerSpec plain(Json json, String type) throws RecipeException {
    return switch (type) {
      case "relu" -> new LayerSpec.Relu();
      case "flatten" -> new LayerSpec.Flatten();
      case "batchNorm" -> new LayerSpec.BatchNorm();
      default ->
          throw json.problem(
              "unknown layer '"
                  + type
                  + "', expected conv2d, dense, maxPool2d, dropout, relu, flatten or batchNorm");
    };
  }
}
