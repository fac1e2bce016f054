package org.sparsevd.onnx;

import static org.sparsevd.onnx.HostileFilesTest.refused;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparsevd.onnx.write.Attributes;

/** Nodes whose attributes or inputs make no sense: refused, with a reason, in little memory. */
@Timeout(30)
class HostileNodesTest {
  @Test
  void nonsenseAttributes() {
    float[] weight = new float[4];
    GraphWriter writer = new GraphWriter(13, 1, 8, 8).floats("w", weight, 1, 1, 2, 2);
    List<String> inputs = List.of("x", "w");
    for (var attribute :
        List.of(
            integers("strides", 0, 1),
            integers("strides", 1),
            integers("strides", Long.MAX_VALUE, 1),
            integers("pads", -1, 0, 0, 0),
            integers("dilations", 1 << 30, 1 << 30),
            integers("kernel_shape", 3, 3),
            integer("group", 0),
            integer("group", 7),
            integer("group", Long.MIN_VALUE),
            integer("strides", 2),
            GraphWriter.text("auto_pad", "SIDEWAYS"))) {
      GraphWriter one = new GraphWriter(13, 1, 8, 8).floats("w", weight, 1, 1, 2, 2);
      refused(one.node("Conv", "y", inputs, attribute).bytes("y"), "node 'y' (Conv)");
    }
    refused(
        writer.node("Conv", "y", inputs, integer("group", 1), integer("group", 1)).bytes("y"),
        "given twice");
  }

  /** Strides of 0 behind auto_pad, and pads whose sums pass 2^31. */
  @Test
  void windowsThatOverflow() {
    GraphWriter strides =
        new GraphWriter(13, 1, 4, 4)
            .node(
                "MaxPool",
                "y",
                List.of("x"),
                integers("kernel_shape", 2, 2),
                integers("strides", 0, 1),
                Attributes.text("auto_pad", "SAME_UPPER"));
    refused(strides.bytes("y"), "node 'y' (MaxPool): attribute 'strides' holds 0");
    for (long pad : new long[] {Integer.MAX_VALUE, 1 << 30, 1 << 24}) {
      GraphWriter pads =
          new GraphWriter(13, 1, 28, 28)
              .floats("w", new float[] {1}, 1, 1, 1, 1)
              .node("Conv", "y", List.of("x", "w"), integers("pads", pad, pad, pad, pad));
      refused(pads.bytes("y"), "node 'y' (Conv): window height", "expected at most 16777216");
    }
    GraphWriter dilations =
        new GraphWriter(13, 1, 28, 28)
            .floats("w", new float[9], 1, 1, 3, 3)
            .node(
                "Conv",
                "y",
                List.of("x", "w"),
                integers("dilations", Integer.MAX_VALUE, Integer.MAX_VALUE));
    refused(dilations.bytes("y"), "node 'y' (Conv): window height");
  }

  @Test
  void nonsenseShapes() {
    long huge = Long.MAX_VALUE;
    for (long[] target :
        List.of(
            new long[] {},
            new long[] {0},
            new long[] {0, 5},
            new long[] {0, -1, -1},
            new long[] {0, huge, huge},
            new long[] {huge, -1},
            new long[] {-1, -1},
            new long[] {0, -2, 3})) {
      GraphWriter writer = new GraphWriter(13, 2, 3).integers("s", target);
      refused(writer.node("Reshape", "y", List.of("x", "s")).bytes("y"), "node 'y' (Reshape)");
    }
    for (long[] axes :
        List.of(
            new long[] {0},
            new long[] {1},
            new long[] {9},
            new long[] {2, 2},
            new long[] {Long.MIN_VALUE})) {
      GraphWriter writer = new GraphWriter(13, 2, 1).integers("s", axes);
      refused(writer.node("Squeeze", "y", List.of("x", "s")).bytes("y"), "node 'y' (Squeeze)");
    }
  }

  private static void refusedNode(
      GraphWriter writer, String op, List<String> inputs, AttributeProto... attributes) {
    refused(writer.node(op, "y", inputs, attributes).bytes("y"), "node 'y' (" + op + ")");
  }

  private static GraphWriter image() {
    return new GraphWriter(13, 2, 4, 4);
  }

  @Test
  void movementsThatCannotBe() {
    List<String> x = List.of("x");
    refusedNode(image(), "Transpose", x, integers("perm", 0, 1, 1, 3));
    refusedNode(image(), "Transpose", x, integers("perm", 0, 1, 2, 1L << 40));
    refusedNode(image(), "Softmax", x, integer("axis", Long.MIN_VALUE));
    refusedNode(image(), "Concat", List.of("x", "x"), integer("axis", 4));
    long huge = Integer.MAX_VALUE;
    for (long[] pads :
        List.of(
            new long[] {0, 0, -4, 0, 0, 0, 0, 0},
            new long[] {0, 0, huge, 0, 0, 0, huge, 0},
            new long[] {0, 0, Long.MAX_VALUE, 0, 0, 0, 0, 0},
            new long[] {0, 0, 1})) {
      refusedNode(image().integers("p", pads), "Pad", List.of("x", "p"));
    }
    for (float factor : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1e9f}) {
      GraphWriter writer = image().floats("s", new float[] {1, 1, factor, factor}, 4);
      refusedNode(
          writer,
          "Resize",
          List.of("x", "", "s"),
          GraphWriter.text("nearest_mode", "floor"),
          GraphWriter.text("coordinate_transformation_mode", "asymmetric"));
    }
    refusedNode(image().integers("n", 1L << 30), "ConstantOfShape", List.of("n"));
  }

  @Test
  void transposedConvolutionsThatCannotBe() {
    float[] weight = new float[2 * 9];
    for (AttributeProto attribute :
        List.of(
            integers("strides", 1 << 30, 1 << 30),
            integers("pads", 90, 90, 90, 90),
            integers("output_padding", Long.MAX_VALUE, 0),
            integers("output_padding", 1),
            integer("group", 0),
            integer("group", 3),
            integers("kernel_shape", 2, 2, 2),
            integers("output_shape", 5, 5, 5))) {
      GraphWriter writer = image().floats("w", weight, 2, 1, 3, 3);
      refusedNode(writer, "ConvTranspose", List.of("x", "w"), attribute);
    }
  }

  @Test
  void boundsAndSlopesThatCannotBe() {
    GraphWriter clip = image().floats("a", new float[] {1}).floats("b", new float[] {-1});
    refusedNode(clip, "Clip", List.of("x", "a", "b"));
    refusedNode(image().floats("a", new float[2], 2), "Clip", List.of("x", "a"));
    refusedNode(image().floats("a", new float[] {Float.NaN}), "Clip", List.of("x", "a"));
    refusedNode(image().floats("s", new float[3], 3, 1, 1), "PRelu", List.of("x", "s"));
    refusedNode(image(), "Mul", List.of("x"));
  }
}
