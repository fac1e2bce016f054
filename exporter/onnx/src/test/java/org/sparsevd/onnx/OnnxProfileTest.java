package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class OnnxProfileTest {
  @Test
  void everyProfileIsReadAsItIsWritten() {
    assertThat(OnnxProfile.all()).hasSize(8).doesNotHaveDuplicates();
    for (OnnxProfile profile : OnnxProfile.all()) {
      assertThat(OnnxProfile.parse(profile.toString())).isEqualTo(profile);
    }
    assertThat(OnnxProfile.parse("sparse,shrunk")).isEqualTo(OnnxProfile.parse("shrunk,sparse"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "sparse,", "dense,sparse", "sparse,sparse", "Sparse", "int4"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> OnnxProfile.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Layers of 784, 300, 100 and 10 units; live: 120 and 70, one weight in 92. */
  private static Model lenet() {
    Random random = new Random(1);
    return new Model.Chain("lenet", Shape.of(784))
        .add("fc1", dense(random, 300, 120, 784, 784, 1950))
        .add("relu1", new Op.Relu())
        .add("fc2", dense(random, 100, 70, 300, 120, 640))
        .add("relu2", new Op.Relu())
        .add("fc3", dense(random, 10, 10, 100, 70, 300))
        .build();
  }

  private static Op dense(Random random, int out, int liveOut, int in, int liveIn, int nonZeros) {
    float[] weight = new float[out * in];
    float[] bias = new float[out];
    for (int i = 0; i < nonZeros; i++) {
      weight[random.nextInt(liveOut) * in + random.nextInt(liveIn)] = (float) random.nextGaussian();
    }
    for (int i = 0; i < liveOut; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(out, in), weight), bias);
  }

  @Test
  void sizesOfASparseNet() {
    Model model = lenet();
    int dense = OnnxExporter.export(model, OnnxProfile.DENSE).length;
    int sparse = OnnxExporter.export(model, OnnxProfile.SPARSE).length;
    int shrunk = OnnxExporter.export(model, OnnxProfile.SHRUNK).length;
    int both = OnnxExporter.export(model, OnnxProfile.parse("shrunk,sparse")).length;
    assertThat(dense).isGreaterThan(266_200 * 4);
    assertThat(sparse * 40).isLessThan(dense);
    assertThat(both).isLessThan(sparse);
    assertThat(shrunk * 2).isLessThan(dense);
  }

  @ParameterizedTest
  @CsvSource({"13,7", "14,7", "15,8", "18,8", "19,9", "20,9", "21,10", "25,10"})
  void theOperatorSetCanBeForced(int opset, int irVersion) throws Exception {
    OnnxSettings settings =
        new OnnxSettings(OnnxProfile.SPARSE, false, Optional.of(opset), Optional.empty());
    byte[] file = OnnxExporter.export(lenet(), settings);
    OnnxRules.check(ModelProto.parseFrom(file), irVersion, opset);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      assertThat(runtime.run(new float[784], 1, 784)).hasSize(10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 26, -1})
  void otherOperatorSetsAreRefused(int opset) {
    assertThatThrownBy(
            () -> new OnnxSettings(OnnxProfile.DENSE, false, Optional.of(opset), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(opset));
  }
}
