package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Normalisations and pooling by norms, drawn, as ONNX Runtime computes them. */
class NormRulesTest extends DrawnNodes {
  private int[] image(int channels) {
    return new int[] {pick(1, 3), channels, pick(2, 6), pick(2, 6)};
  }

  @RepeatedTest(20)
  void normalises() throws Exception {
    new NodeCase(random, 13)
        .live(image(pick(2, 7)))
        .free(0, 2, 3)
        .node(
            "LRN",
            "y",
            integer("size", 2 * pick(0, 3) + 1),
            real("alpha", 0.5f),
            real("beta", 0.6f),
            real("bias", 1.5f))
        .assertAlike();
    int channels = 2 * pick(1, 3);
    new NodeCase(random, pick(7, 22))
        .live(image(channels))
        .free(0, 2, 3)
        .stored(channels)
        .stored(channels)
        .node("InstanceNormalization", "y", real("epsilon", 0.01f))
        .assertAlike();
    for (int opset : new int[] {18, 21}) {
      int count = opset == 18 ? 2 : channels;
      new NodeCase(random, opset)
          .live(image(channels))
          .free(0, 2, 3)
          .stored(count)
          .stored(count)
          .node("GroupNormalization", "y", integer("num_groups", 2), real("epsilon", 0.01f))
          .assertAlike();
    }
    long[] axes = random.nextBoolean() ? new long[] {0, 2, 3} : new long[] {2, 3};
    new NodeCase(random, pick(9, 13))
        .live(image(3))
        .free(0, 2, 3)
        .node("MeanVarianceNormalization", "y", integers("axes", axes))
        .assertAlike();
  }

  @RepeatedTest(20)
  void poolsByNorms() throws Exception {
    int opset = List.of(7, 11, 18).get(random.nextInt(3));
    boolean lists = random.nextInt(4) == 0;
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integer("p", pick(1, 4)));
    attributes.add(integers("kernel_shape", lists ? new long[] {2} : new long[] {2, 3}));
    attributes.add(integers("strides", lists ? new long[] {2} : new long[] {pick(1, 2), 1}));
    NodeCase file = new NodeCase(random, opset);
    if (random.nextBoolean()) {
      attributes.add(text("auto_pad", "SAME_UPPER"));
    } else {
      file.free(0, 2, 3);
      attributes.add(integers("pads", lists ? new long[] {1, 0} : new long[] {1, 0, 0, 2}));
    }
    int[] dims = lists ? new int[] {1, 2, 7} : new int[] {1, 2, 5, 6};
    file.live(dims).node("LpPool", "y", attributes.toArray(new AttributeProto[0])).assertAlike();
    new NodeCase(random, opset)
        .live(dims)
        .free(0, 2, 3)
        .node("GlobalLpPool", "y", integer("p", pick(1, 4)))
        .assertAlike();
  }

  @RepeatedTest(5)
  void slopesAndShrinks() throws Exception {
    new NodeCase(random, 9)
        .live(2, 3, 4)
        .free(0, 1, 2)
        .node("Shrink", "y", real("lambd", 0.4f), real("bias", 0.2f))
        .assertAlike();
    new NodeCase(random, pick(7, 16)).live(2, 3, 4).stored(3, 1).node("PRelu", "y").assertAlike();
    new NodeCase(random, pick(7, 16)).live(2, 3, 4).live(3, 1).node("PRelu", "y").assertAlike();
  }

  /** A slope of 3 fits channels, and nothing else. */
  @Test
  void slopesOfChannelsAreToldByTheirNumber() throws Exception {
    float[] slopes = {0.25f, 0.5f, 0.75f};
    for (int opset : new int[] {6, 13}) {
      NodeCase perChannel =
          new NodeCase(new Random(seed), opset).live(2, 3, 4).floats(slopes, 3).node("PRelu", "y");
      NodeCase column =
          new NodeCase(new Random(seed), 13).live(2, 3, 4).floats(slopes, 3, 1).node("PRelu", "y");
      assertThat(perChannel.found()).isEqualTo(column.found());
    }
    assertThat(new NodeCase(random, 13).live(2, 3, 4).stored(5).node("PRelu", "y").refusal())
        .contains("node 'y' (PRelu)", "[2, 3, 4]", "[5]");
  }
}
