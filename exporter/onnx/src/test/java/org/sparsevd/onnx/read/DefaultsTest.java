package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.ReadAlike;

/** Attributes written out with their defaults, as PyTorch from 2.9 on and ONNX Runtime do. */
class DefaultsTest {
  private static final AttributeProto[] RESIZE = {
    integer("antialias", 0),
    text("coordinate_transformation_mode", "asymmetric"),
    real("cubic_coeff_a", -0.75f),
    integer("exclude_outside", 0),
    real("extrapolation_value", 0),
    text("keep_aspect_ratio_policy", "stretch"),
    text("mode", "nearest"),
    text("nearest_mode", "floor")
  };

  @Test
  void resizeMayStateItsDefaults() throws Exception {
    ReadAlike.assertReadAlike(resize(new float[] {1, 1, 2, 3}, RESIZE));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -2})
  void resizeMayNameItsAxes(int height) throws Exception {
    AttributeProto axes = integers("axes", height == 2 ? 3 : -1, height);
    ReadAlike.assertReadAlike(resize(new float[] {3, 2}, with(axes, RESIZE)));
  }

  @Test
  void resizeToSizesMayNameItsAxes() throws Exception {
    GraphWriter graph = new GraphWriter(18, 2, 3, 4).integers("sizes", 6, 12);
    List<String> inputs = List.of("x", "", "", "sizes");
    graph.node("Resize", "y", inputs, with(integers("axes", 2, 3), RESIZE));
    ReadAlike.assertReadAlike(graph.bytes("y"));
  }

  @Test
  void anythingButTheDefaultIsRefusedByName() {
    AttributeProto[] antialias = RESIZE.clone();
    antialias[0] = integer("antialias", 1);
    assertRefused(antialias, "attribute 'antialias' is 1, only 0 is supported");
    AttributeProto[] kind = RESIZE.clone();
    kind[0] = real("antialias", 0);
    assertRefused(kind, "attribute 'antialias' is of type FLOAT, expected INT");
  }

  private static void assertRefused(AttributeProto[] attributes, String reason) {
    assertThatThrownBy(() -> OnnxImporter.read(resize(new float[] {1, 1, 2, 2}, attributes)))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] resize(float[] scales, AttributeProto... attributes) {
    return new GraphWriter(18, 2, 3, 4)
        .floats("scales", scales, scales.length)
        .node("Resize", "y", List.of("x", "", "scales"), attributes)
        .bytes("y");
  }

  @Test
  void transposedConvolutionMayStateItsDefaults() throws Exception {
    ReadAlike.assertReadAlike(transposed("NOTSET"));
  }

  private static byte[] transposed(String autoPad) {
    return new GraphWriter(13, 2, 3, 4)
        .floats("w", RandomModels.values(new Random(2), 2 * 3 * 4, 1), 2, 3, 2, 2)
        .node(
            "ConvTranspose",
            "y",
            List.of("x", "w"),
            text("auto_pad", autoPad),
            integers("dilations", 1, 1),
            integer("group", 1),
            integers("kernel_shape", 2, 2),
            integers("output_padding", 0, 0),
            integers("pads", 0, 0, 0, 0),
            integers("strides", 2, 2))
        .bytes("y");
  }

  private static AttributeProto[] with(AttributeProto more, AttributeProto... attributes) {
    List<AttributeProto> all = new ArrayList<>(List.of(attributes));
    all.add(more);
    return all.toArray(AttributeProto[]::new);
  }
}
