package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** A layer of a transformer of random sizes, over {@code x: [items, tokens, width]}. */
final class TokenModels {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final int items;
  private final int tokens;
  private final int heads;
  private final int width;

  private TokenModels(Random random) {
    this.random = random;
    this.items = 1 + random.nextInt(3);
    this.tokens = 1 + random.nextInt(70);
    this.heads = 1 + random.nextInt(3);
    this.width = heads * (1 + random.nextInt(40));
  }

  static Model of(Random random) {
    return new TokenModels(random).model();
  }

  private Model model() {
    Model.Input x = new Model.Input("x", ElementType.FLOAT, Shape.of(items, tokens, width));
    shapes.put("x", x.shape());
    String attended = dense(attention(add(new Op.Normalise(2, true, 1e-5f), "x")), width);
    String sum = add(new Op.Binary(Op.BinaryFunction.PLUS), attended, "x");
    String wide = dense(add(new Op.Normalise(2, false, 1e-5f), sum), 1 + random.nextInt(90));
    Op.Pointwise curve =
        switch (random.nextInt(4)) {
          case 0 -> Op.Function.SILU;
          case 1 -> new Op.Relu();
          case 2 -> new Op.Tanh();
          default -> new Op.Gelu(false);
        };
    String narrow = dense(add(curve, wide), width);
    String turned = add(new Op.MoveAxes(List.of(0, 2, 1)), narrow);
    String product = add(new Op.MatMul(), sum, random.nextBoolean() ? turned : plain());
    return new Model(
        "tokens",
        List.of(x),
        nodes,
        List.of(new Model.Output("narrow", narrow), new Model.Output("product", product)),
        false,
        Map.of());
  }

  private String add(Op op, String... inputs) {
    String name = "n" + nodes.size();
    nodes.add(new Node(name, op, List.of(inputs)));
    shapes.put(name, op.outputShape(List.of(inputs).stream().map(shapes::get).toList()));
    return name;
  }

  private String dense(String x, int outputs) {
    int inputs = (int) shapes.get(x).extent(2).number();
    double density = random.nextInt(3) == 0 ? 0.2 : 0.9;
    Op.Dense layer = RandomModels.dense(random, density, Shape.of(outputs, inputs));
    if (random.nextBoolean()) {
      return add(layer, x);
    }
    String product = add(layer.with(layer.weight(), new float[outputs]), x);
    return add(
        new Op.Binary(Op.BinaryFunction.PLUS), constant(ElementType.FLOAT, outputs), product);
  }

  /** A matrix that is the same for all items. */
  private String plain() {
    return constant(ElementType.FLOAT, width, 1 + random.nextInt(50));
  }

  private String constant(ElementType type, int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = RandomModels.floats(random, shape.size());
    for (int i = 0; type == ElementType.BOOL && i < values.length; i++) {
      values[i] = values[i] > -1 ? 1 : 0;
    }
    return add(new Op.Constant(type, new DenseTensor(shape, values)));
  }

  private String attention(String x) {
    Op.Mask mask = Op.Mask.values()[random.nextInt(3)];
    boolean causal = random.nextBoolean();
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      inputs.add(dense(x, width));
    }
    if (mask != Op.Mask.NONE) {
      ElementType type = mask == Op.Mask.KEPT ? ElementType.BOOL : ElementType.FLOAT;
      boolean each = random.nextBoolean();
      inputs.add(each ? constant(type, tokens, tokens) : constant(type, 1, tokens));
    }
    Op.Attention op = new Op.Attention(heads, mask, causal, 0.3f);
    return add(op, inputs.toArray(new String[0]));
  }
}
