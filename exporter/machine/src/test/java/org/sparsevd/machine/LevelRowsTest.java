package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Dense layers of 8 bits over vectors, with what stands around them: the bits of plain loops. */
class LevelRowsTest {
  private static final String PROPERTY = KernelLookup.PROPERTY;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private List<Node> nodes;
  private int width;

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  private String add(Op op, String... inputs) {
    String name = "n" + nodes.size();
    nodes.add(new Node(name, op, List.of(inputs)));
    return name;
  }

  private float[] numbers(int count, float scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = scale * (float) random.nextGaussian();
    }
    return numbers;
  }

  private String constant(Shape shape, float scale) {
    DenseTensor values = new DenseTensor(shape, numbers(shape.size(), scale));
    return add(new Op.Constant(ElementType.FLOAT, values));
  }

  private String levels(String value) {
    return add(new Op.Quantize(.02f + .05f * random.nextFloat(), random.nextInt(256)), value);
  }

  private String binary(Op.BinaryFunction function, String value, String constant) {
    Op op = new Op.Binary(function);
    return random.nextBoolean() ? add(op, value, constant) : add(op, constant, value);
  }

  private String dense(String value, int outputs) {
    float[] weights = new float[outputs * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(255) - 127;
    }
    Op dense = new Op.Dense(new DenseTensor(Shape.of(outputs, width), weights), new float[outputs]);
    String last = add(dense, value);
    if (random.nextInt(5) == 0) {
      last = add(new Op.Relu(), last);
    }
    if (random.nextInt(5) > 0) {
      last = binary(Op.BinaryFunction.TIMES, last, constant(Shape.of(outputs), 1e-4f));
      Shape shape = random.nextBoolean() ? Shape.of(outputs) : Shape.of(1, outputs);
      last = binary(Op.BinaryFunction.PLUS, last, constant(shape, 1));
    }
    return random.nextBoolean() ? function(levels(last)) : last;
  }

  private String function(String value) {
    String last = value;
    if (random.nextBoolean()) {
      last = binary(Op.BinaryFunction.TIMES, last, constant(Shape.of(1), .05f));
    }
    if (random.nextBoolean()) {
      Op[] all = {new Op.Gelu(false), new Op.Tanh(), new Op.Relu(), Op.Function.EXP};
      last = levels(add(all[random.nextInt(all.length)], last));
    }
    return last;
  }

  private Model next() {
    nodes = new ArrayList<>();
    int vectors = 1 + random.nextInt(20);
    int inputs = 1 + random.nextInt(40);
    width = inputs;
    String last = Model.INPUT;
    int layers = 1 + random.nextInt(3);
    for (int i = 0; i < layers; i++) {
      String read = levels(last);
      int outputs = 32 + random.nextInt(20);
      List<String> all = new ArrayList<>();
      for (int k = random.nextInt(3); k >= 0; k--) {
        all.add(dense(read, outputs));
      }
      last = all.get(0);
      for (String other : all.subList(1, all.size())) {
        last = add(new Op.Add(), last, other);
      }
      if (outputs == width && random.nextBoolean()) {
        last = add(new Op.Add(), last, read);
      }
      width = outputs;
    }
    Shape input = Shape.of(vectors, inputs);
    List<Model.Input> of = List.of(new Model.Input(Model.INPUT, ElementType.FLOAT, input));
    List<Model.Output> to = List.of(new Model.Output("y", last));
    return new Model("rows", of, nodes, to, random.nextBoolean(), Map.of());
  }

  private static float[] run(Model model, String kernels, float[] input) {
    System.setProperty(PROPERTY, kernels);
    SparseModel made = SparseModel.of(model);
    float[] output = new float[made.outputSize()];
    made.newSession().run(input, output);
    return output;
  }

  @Test
  void answersHaveTheSameBits() {
    int fused = 0;
    int read = 0;
    int tables = 0;
    for (int i = 0; i < 60; i++) {
      Model model = next();
      float[] input = numbers(model.inputShape().size(), 3);
      float[] expected = run(model, "scalar", input);
      float[] found = run(model, "machine", input);
      String kernels = SparseModel.of(model).kernels().toString();
      fused += kernels.contains("fused into") ? 1 : 0;
      read += kernels.contains("computed by who reads it") ? 1 : 0;
      tables += kernels.contains("table of levels") ? 1 : 0;
      assertThat(found).as("seed %d, net %d: %s", seed, i, kernels).isEqualTo(expected);
    }
    assertThat(fused).isGreaterThan(20);
    assertThat(read).isGreaterThan(20);
    assertThat(tables).isGreaterThan(2);
  }
}
