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

/** Windows over volumes, as ONNX Runtime slides them. */
class VolumesTest extends DrawnNodes {
  private long[] three(int least, int most) {
    return new long[] {pick(least, most), pick(least, most), pick(least, most)};
  }

  private List<AttributeProto> window(long[] kernel, boolean dilated) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("strides", three(1, 2)));
    if (dilated) {
      attributes.add(integers("dilations", three(1, 2)));
    }
    if (pick(0, 3) == 0 && !dilated) {
      attributes.add(text("auto_pad", pick(0, 1) == 0 ? "SAME_UPPER" : "SAME_LOWER"));
    } else {
      long[] pads = new long[6];
      for (int i = 0; i < 6; i++) {
        pads[i] = pick(0, (int) kernel[i % 3] - 1);
      }
      attributes.add(integers("pads", pads));
    }
    return attributes;
  }

  @RepeatedTest(16)
  void convolutions() throws Exception {
    int groups = pick(1, 2);
    long[] kernel = three(1, 3);
    List<AttributeProto> attributes = window(kernel, random.nextBoolean());
    attributes.add(integer("group", groups));
    NodeCase file = new NodeCase(random, 13).free(0, 3, 4);
    file.live(pick(1, 2), 2 * groups, pick(5, 7), pick(5, 6), pick(5, 6));
    file.stored(3 * groups, 2, (int) kernel[0], (int) kernel[1], (int) kernel[2]);
    if (random.nextBoolean()) {
      file.stored(3 * groups);
    }
    if (attributes.stream().anyMatch(a -> a.getName().equals("auto_pad"))) {
      file.fixed();
    }
    file.node("Conv", "y", attributes.toArray(new AttributeProto[0])).assertAlike();
  }

  @RepeatedTest(24)
  void pools() throws Exception {
    long[] kernel = three(1, 3);
    boolean most = random.nextBoolean();
    List<AttributeProto> attributes = window(kernel, false);
    attributes.add(integers("kernel_shape", kernel));
    boolean counted = random.nextBoolean();
    if (!most) {
      attributes.add(integer("count_include_pad", counted ? 1 : 0));
    }
    if (most || !counted) {
      attributes.add(integer("ceil_mode", pick(0, 1)));
    }
    new NodeCase(random, 13)
        .live(pick(1, 2), pick(1, 3), pick(4, 7), pick(4, 6), pick(4, 6))
        .node(most ? "MaxPool" : "AveragePool", "y", attributes.toArray(new AttributeProto[0]))
        .assertAlike();
  }

  @RepeatedTest(16)
  void transposedConvolutions() throws Exception {
    int groups = pick(1, 2);
    long[] kernel = three(1, 3);
    long[] pads = new long[6];
    for (int i = 0; i < 6; i++) {
      pads[i] = pick(0, (int) kernel[i % 3] - 1);
    }
    NodeCase file = new NodeCase(random, 13).free(0, 3, 4);
    file.live(pick(1, 2), 2 * groups, pick(2, 4), pick(2, 4), pick(2, 4));
    file.stored(2 * groups, 3, (int) kernel[0], (int) kernel[1], (int) kernel[2]);
    file.node(
            "ConvTranspose",
            "y",
            integers("strides", three(1, 3)),
            integers("dilations", three(1, 2)),
            integers("pads", pads),
            integer("group", groups))
        .assertAlike();
  }

  @Test
  void windowsThatAreTooDeep() {
    NodeCase deep = new NodeCase(random, 13).live(1, 1, 4, 4, 4);
    assertThat(
            deep.node(
                    "MaxPool",
                    "y",
                    integers("kernel_shape", 65, 1, 1),
                    integers("pads", 64, 0, 0, 64, 0, 0))
                .refusal())
        .contains("windows and pads along it must be 1 to 64");
    NodeCase open = new NodeCase(random, 13).live(1, 1, 4, 4, 4).free(2);
    assertThat(open.node("MaxPool", "y", integers("kernel_shape", 2, 2, 2)).refusal())
        .contains("the depth of volumes must be known");
  }
}
