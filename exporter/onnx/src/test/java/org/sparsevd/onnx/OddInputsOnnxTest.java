package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Inputs that are infinite or no number, where no weight is zero: as ONNX Runtime has it. */
class OddInputsOnnxTest {
  private static final float[] ODD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  private final Random random = new Random(7);

  @Test
  void denseLayersAgreeWhateverFollowsThem() throws Exception {
    List<Op> functions =
        List.of(
            new Op.Relu(),
            new Op.Sigmoid(),
            new Op.Tanh(),
            new Op.LeakyRelu(0.1f),
            new Op.Clip(0, 6),
            new Op.HardSigmoid(0.2f, 0.5f));
    for (Op function : functions) {
      Model model =
          new Model.Chain("net", Shape.of(12))
              .add("fc1", dense(16, 12))
              .add("function", function)
              .add("fc2", dense(3, 16))
              .build();
      for (float odd : ODD) {
        compare(model, odd, function + " for " + odd);
      }
    }
  }

  @Test
  void maximaAgree() throws Exception {
    Model model =
        new Model.Chain("net", Shape.of(2, 4, 4))
            .add("pool", new Op.MaxPool2d(Window.pooling(2)))
            .build();
    for (float odd : ODD) {
      compare(model, odd, "maximum of " + odd);
    }
  }

  private void compare(Model model, float odd, String where) throws Exception {
    float[] input = RandomModels.values(random, model.inputShape().size(), 1);
    input[random.nextInt(input.length)] = odd;
    float[] expected;
    try (OnnxRuntime onnx = new OnnxRuntime(OnnxExporter.export(model, OnnxProfile.DENSE))) {
      expected = onnx.run(input, 1, model.inputShape().toArray());
    }
    float[] found = new float[expected.length];
    SparseModel.of(model).newSession().run(input, found);
    float[] defined = new Interpreter(model).run(input);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("%s, output %d", where, i).satisfies(like(expected[i]));
      assertThat(defined[i]).as("%s, output %d", where, i).satisfies(like(expected[i]));
    }
  }

  /** The same where that is no finite number, else close. */
  private static Consumer<Float> like(float expected) {
    return found -> {
      if (Float.isFinite(expected)) {
        assertThat(found).isCloseTo(expected, within(1e-4f * Math.max(1, Math.abs(expected))));
      } else {
        assertThat(found).isEqualTo(Float.valueOf(expected));
      }
    };
  }

  private Op.Dense dense(int outputs, int inputs) {
    float[] weight = RandomModels.values(random, outputs * inputs, 1);
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), new float[outputs]);
  }
}
