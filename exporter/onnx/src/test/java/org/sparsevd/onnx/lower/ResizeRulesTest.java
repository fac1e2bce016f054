package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.sparsevd.onnx.OnnxException;

/** Images of other sizes: each way of ONNX's, drawn, as ONNX Runtime makes them. */
class ResizeRulesTest extends DrawnNodes {
  private String draw(String... words) {
    return words[random.nextInt(words.length)];
  }

  private float scale() {
    return random.nextBoolean() ? pick(1, 8) / 2f : 0.4f + 3 * random.nextFloat();
  }

  @RepeatedTest(150)
  void resizes() throws Exception {
    int opset = List.of(11, 13, 18, 19).get(random.nextInt(4));
    String mode = draw("nearest", "linear", "cubic");
    int[] dims = {pick(1, 2), pick(1, 3), pick(3, 7), pick(3, 7)};
    boolean sizes = random.nextBoolean();
    String place = place(opset, sizes, mode);
    boolean crops = place.equals("tf_crop_and_resize");
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(text("mode", mode));
    attributes.add(text("coordinate_transformation_mode", place));
    if (mode.equals("nearest")) {
      attributes.add(
          text("nearest_mode", draw("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")));
    }
    if (mode.equals("cubic")) {
      attributes.add(real("cubic_coeff_a", random.nextBoolean() ? -0.75f : -0.5f));
      attributes.add(integer("exclude_outside", crops ? 0 : pick(0, 1)));
    }
    if (crops) {
      attributes.add(real("extrapolation_value", 3));
    }
    boolean some = opset >= 18 && random.nextBoolean();
    if (some) {
      attributes.add(integers("axes", 2, 3));
    }
    NodeCase file = new NodeCase(random, opset).live(dims);
    float[] part = {0, 0, 0.1f, -0.1f, 1, 1, 0.8f, 1.2f};
    float[] partOfSome = {0.1f, -0.1f, 0.8f, 1.2f};
    if (crops) {
      file.floats(some ? partOfSome : part, some ? 4 : 8);
    } else {
      file.floats(new float[0], 0);
    }
    if (sizes) {
      String policy = "stretch";
      if (some && !crops && !place.equals("align_corners") && random.nextBoolean()) {
        policy = draw("stretch", "not_larger", "not_smaller");
        attributes.add(text("keep_aspect_ratio_policy", policy));
      }
      if (policy.equals("stretch")) {
        file.free(0, 2, 3);
      }
      long height = other(dims[2], crops);
      long width = other(dims[3], crops);
      long[] all = {dims[0], dims[1], height, width};
      file.floats(new float[0], 0);
      file.integers(some ? new long[] {height, width} : all, some ? 2 : 4);
    } else {
      float[] all = {1, 1, (3 + random.nextInt(8)) / 2f, scale()};
      file.floats(some ? new float[] {all[2], all[3]} : all, some ? 2 : 4);
    }
    file.node("Resize", "y", attributes.toArray(new AttributeProto[0]));
    try {
      file.assertAlike();
    } catch (OnnxException e) {
      // ONNX Runtime copies there, where ONNX samples.
      assertThat(e).hasMessageContaining("leave all extents as they are");
    }
  }

  /**
   * Corners are aligned by lengths with fractions where scales are given, which ONNX Runtime
   * rounds; parts of axes that keep their extent it takes whole.
   */
  private String place(int opset, boolean sizes, String mode) {
    List<String> places =
        new ArrayList<>(List.of("half_pixel", "pytorch_half_pixel", "asymmetric"));
    if (sizes) {
      places.addAll(List.of("align_corners", "tf_crop_and_resize"));
    }
    if (opset == 11) {
      places.add("tf_half_pixel_for_nn");
    }
    if (opset >= 19 && (sizes || !mode.equals("nearest"))) {
      places.add("half_pixel_symmetric");
    }
    return places.get(random.nextInt(places.size()));
  }

  private int other(int extent, boolean different) {
    int size = pick(2, 14);
    return different && size == extent ? size + 1 : size;
  }

  @RepeatedTest(20)
  void oldOperatorSetsHaveNoRoundings() throws Exception {
    String mode = draw("nearest", "linear");
    new NodeCase(random, 10)
        .live(1, 2, pick(3, 6), pick(3, 6))
        .floats(new float[] {1, 1, 0.5f, scale()}, 4)
        .node("Resize", "y", text("mode", mode))
        .assertAlike();
    new NodeCase(random, 9)
        .live(1, 2, pick(3, 6), pick(3, 6))
        .floats(new float[] {1, 1, 1 + random.nextFloat(), pick(2, 4)}, 4)
        .node("Upsample", "y", text("mode", mode))
        .assertAlike();
  }

  @Test
  void freeExtentsAreScaledByWholeNumbersHalvesAndQuarters() throws Exception {
    new NodeCase(random, 13)
        .live(1, 2, 5, 6)
        .free(0, 2, 3)
        .none()
        .floats(new float[] {1, 1, 1.25f, 0.5f}, 4)
        .node("Resize", "y", text("mode", "linear"))
        .assertAlike();
  }

  @Test
  void freeExtentsAreNotScaledByAnyNumber() {
    NodeCase file = new NodeCase(random, 13).live(1, 2, 5, 6).none();
    file.floats(new float[] {1, 1, 1.3f, 2}, 4).node("Resize", "y").free(2);
    assertThat(file.refusal()).contains("node 'y' (Resize)", "scales by 1.3", "--input-shape");
  }

  @Test
  void scalesWithoutEffectAreRefused() {
    String refusal =
        new NodeCase(random, 13)
            .live(1, 1, 4, 4)
            .none()
            .floats(new float[] {1, 1, 1.1f, 1}, 4)
            .node("Resize", "y", text("mode", "linear"))
            .refusal();
    assertThat(refusal).contains("scales that leave all extents as they are");
  }

  @Test
  void antialiasIsRefused() {
    String refusal =
        new NodeCase(random, 18)
            .live(1, 1, 4, 4)
            .none()
            .floats(new float[] {1, 1, 0.5f, 0.5f}, 4)
            .node("Resize", "y", text("mode", "linear"), integer("antialias", 1))
            .refusal();
    assertThat(refusal).contains("node 'y' (Resize)", "'antialias' is 1");
  }
}
