package org.sparsevd.onnx;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.sparsevd.tensor.Shape;

/** Nodes that move values or go over axes, as each operator set writes them. */
final class RandomMovements {
  private final Random random;
  private final int opset;
  private final GraphWriter writer;
  private int constants;

  RandomMovements(Random random, int opset, GraphWriter writer) {
    this.random = random;
    this.opset = opset;
    this.writer = writer;
  }

  /** A transposed, padded or enlarged image. */
  void draw(String name, String in, Shape shape) {
    switch (random.nextInt(3)) {
      case 0 -> writer.node("Transpose", name, List.of(in), order());
      case 1 -> pad(name, in);
      default -> enlarge(name, in, shape);
    }
  }

  private AttributeProto order() {
    return switch (random.nextInt(4)) {
      case 0 -> integers("perm", 0, 2, 3, 1);
      case 1 -> integers("perm", 0, 3, 1, 2);
      case 2 -> integers("perm", 0, 1, 3, 2);
      default -> integers("perm", 0, 1, 2, 3);
    };
  }

  /** A mean or sum over height and width, or of all. */
  void reduce(String name, String in) {
    boolean sum = random.nextInt(3) == 0;
    long[] axes = random.nextBoolean() ? new long[] {2, 3} : new long[] {-1, -2};
    if (random.nextInt(4) == 0) {
      axes = new long[] {1, 2, 3};
      overAxes(sum ? 13 : 18, sum ? "ReduceSum" : "ReduceMean", name, in, axes);
      return;
    }
    AttributeProto keep = integer("keepdims", random.nextInt(2));
    overAxes(sum ? 13 : 18, sum ? "ReduceSum" : "ReduceMean", name, in, axes, keep);
  }

  /** A list with dimensions of 1 that come and go. */
  void ones(String name, String in, int units) {
    overAxes(13, "Unsqueeze", name + "u", in, new long[] {1, -1});
    if (opset >= 14 && random.nextBoolean()) {
      String target = list(-1, units);
      writer.node(
          "Reshape", name, List.of(name + "u", target), integer("allowzero", random.nextInt(2)));
    } else if (random.nextBoolean()) {
      overAxes(13, "Squeeze", name, name + "u", new long[] {-1, 1});
    } else {
      writer.node("Flatten", name, List.of(name + "u"), integer("axis", 1));
    }
  }

  /** The axes are an attribute before this operator set, an input since. */
  void overAxes(
      int since, String op, String name, String in, long[] axes, AttributeProto... attributes) {
    List<AttributeProto> all = new ArrayList<>(List.of(attributes));
    List<String> inputs = new ArrayList<>(List.of(in));
    if (opset < since) {
      all.add(integers("axes", axes));
    } else {
      inputs.add(list(axes));
      if (since > 13 && random.nextBoolean()) {
        all.add(integer("noop_with_empty_axes", 0));
      }
    }
    writer.node(op, name, inputs, all.toArray(AttributeProto[]::new));
  }

  private void pad(String name, String in) {
    long[] sides = {pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2)};
    long[] pads = {0, 0, sides[0], sides[1], 0, 0, sides[2], sides[3]};
    float value = random.nextBoolean() ? 0 : random.nextFloat();
    if (opset < 11) {
      writer.node("Pad", name, List.of(in), integers("pads", pads), real("value", value));
      return;
    }
    String constant = floats(new float[] {value});
    if (opset >= 18 && random.nextBoolean()) {
      // The axes in any order, from either end.
      String some = list(sides[1], sides[0], sides[3], sides[2]);
      String axes = list(random.nextBoolean() ? 3 : -1, random.nextBoolean() ? 2 : -2);
      writer.node("Pad", name, List.of(in, some, constant, axes));
    } else {
      writer.node("Pad", name, List.of(in, list(pads), constant), text("mode", "constant"));
    }
  }

  private void enlarge(String name, String in, Shape shape) {
    int height = shape.size() > 500 ? 1 : pick(1, 3);
    int width = shape.size() > 500 ? 1 : pick(1, 3);
    String scales = floats(new float[] {1, 1, height, width}, 4);
    AttributeProto mode = text("mode", "nearest");
    if (opset == 9) {
      writer.node("Upsample", name, List.of(in, scales), mode);
    } else if (opset == 10) {
      writer.node("Resize", name, List.of(in, scales), mode);
    } else {
      resize(name, in, scales, height, width);
    }
  }

  private void resize(String name, String in, String scales, int height, int width) {
    boolean floor = random.nextBoolean();
    String centred = opset >= 19 && random.nextBoolean() ? "half_pixel_symmetric" : "half_pixel";
    List<AttributeProto> attributes =
        new ArrayList<>(
            List.of(
                text("mode", "nearest"),
                text("coordinate_transformation_mode", floor ? "asymmetric" : centred),
                text("nearest_mode", floor ? "floor" : "round_prefer_ceil")));
    if (opset >= 18 && random.nextBoolean()) {
      attributes.add(integer("antialias", 0));
      attributes.add(text("keep_aspect_ratio_policy", "stretch"));
      attributes.add(integers("axes", -1, 2));
      scales = floats(new float[] {width, height}, 2);
    }
    // Before operator set 13 the region of interest had to be there.
    String region = opset < 13 ? floats(new float[0], 0) : "";
    writer.node(
        "Resize", name, List.of(in, region, scales), attributes.toArray(AttributeProto[]::new));
  }

  private String list(long... values) {
    String name = "i" + constants++;
    writer.integers(name, values);
    return name;
  }

  private String floats(float[] values, int... dims) {
    String name = "f" + constants++;
    writer.floats(name, values, dims);
    return name;
  }

  private int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
