package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Transposed convolutions, drawn, as ONNX Runtime computes them. */
class TransposedRulesTest extends DrawnNodes {
  private long[] several(int count, int least, int most) {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = pick(least, most);
    }
    return numbers;
  }

  @RepeatedTest(100)
  void transposes() throws Exception {
    int axes = pick(1, 2);
    int groups = pick(1, 2);
    int inputs = groups * pick(1, 2);
    int outputs = pick(1, 3);
    long[] strides = several(axes, 1, 3);
    int[] in = new int[2 + axes];
    int[] weight = new int[2 + axes];
    in[0] = pick(1, 2);
    in[1] = inputs;
    weight[0] = inputs;
    weight[1] = outputs;
    for (int i = 0; i < axes; i++) {
      in[2 + i] = pick(5, 7);
      weight[2 + i] = pick(1, 4);
    }
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("strides", strides));
    attributes.add(integer("group", groups));
    int dilation = pick(1, 2);
    boolean one = axes == 1;
    attributes.add(integers("dilations", one ? new long[] {dilation} : new long[] {dilation, 1}));
    if (random.nextBoolean()) {
      long[] kernel = one ? new long[] {weight[2]} : new long[] {weight[2], weight[3]};
      attributes.add(integers("kernel_shape", kernel));
    }
    boolean gaps = false;
    for (int i = 0; i < axes; i++) {
      gaps |= (weight[2 + i] - 1) * (i == 0 ? dilation : 1) + 1 < strides[i];
    }
    NodeCase file = new NodeCase(random, pick(7, 22)).live(in).stored(weight);
    if (sizes(attributes, gaps, strides, in)) {
      file.free(0, 2, 3);
    }
    if (random.nextBoolean()) {
      file.stored(groups * outputs);
    }
    file.node("ConvTranspose", "y", attributes.toArray(new AttributeProto[0])).assertAlike();
  }

  /**
   * One of the ways to say how large the image becomes, and whether it fits any extent. Where
   * strides leave gaps, ONNX Runtime pads by itself to another size than ONNX says.
   */
  private boolean sizes(List<AttributeProto> attributes, boolean gaps, long[] strides, int[] in) {
    int axes = strides.length;
    int way = pick(0, 3);
    switch (way) {
      case 0 -> {
        // ONNX Runtime takes the padding of outputs for less than a stride.
        long[] added = new long[axes];
        for (int i = 0; i < axes; i++) {
          added[i] = random.nextInt((int) strides[i]);
        }
        attributes.add(integers("output_padding", added));
        attributes.add(integers("pads", several(2 * axes, 0, 1)));
      }
      case 1 -> attributes.add(integers("pads", several(2 * axes, 0, 2)));
      case 2 -> {
        List<String> words = List.of("VALID", "SAME_UPPER", "SAME_LOWER");
        attributes.add(text("auto_pad", words.get(gaps ? 0 : pick(0, 2))));
      }
      default -> {
        long[] shape = new long[axes];
        for (int i = 0; i < axes; i++) {
          shape[i] = in[2 + i] * strides[i];
        }
        attributes.add(integers("output_shape", shape));
      }
    }
    return way < 3;
  }

  @Test
  void gapsBesideTheKernelAreNotPadded() {
    String refusal =
        new NodeCase(random, 11)
            .live(1, 1, 4)
            .stored(1, 1, 2)
            .node("ConvTranspose", "y", integers("strides", 3), text("auto_pad", "SAME_UPPER"))
            .refusal();
    assertThat(refusal).contains("'auto_pad' of a kernel that strides leave gaps beside");
  }

  @Test
  void moreThanThreeDimensionsAreRefused() {
    String refusal =
        new NodeCase(random, 11)
            .live(1, 1, 2, 2, 2, 2)
            .stored(1, 1, 2, 2, 2, 2)
            .node("ConvTranspose", "y")
            .refusal();
    assertThat(refusal)
        .contains("takes lists, images or volumes of channels, found [1, 1, 2, 2, 2, 2]");
  }
}
