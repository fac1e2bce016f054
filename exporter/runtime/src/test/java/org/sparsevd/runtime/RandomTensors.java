package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Random whole models over vectors {@code x: [batch, length, width]}, indices {@code ids: [batch,
 * length]} and images {@code [batch, channels, height, width]}, with several outputs.
 */
final class RandomTensors {
  private static final Dim BATCH = Dim.symbol("batch");
  private static final Dim LENGTH = Dim.symbol("length");
  private static final int TABLE = 7;

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  private RandomTensors(Random random) {
    this.random = random;
  }

  static Model model(Random random) {
    RandomTensors maker = new RandomTensors(random);
    List<Model.Input> inputs = new ArrayList<>();
    Shape x = Shape.of(BATCH, LENGTH, Dim.of(1 + random.nextInt(9)));
    inputs.add(new Model.Input("x", ElementType.FLOAT, x));
    inputs.add(new Model.Input("ids", ElementType.INT64, Shape.of(BATCH, LENGTH)));
    Dim channels = Dim.of(1 + random.nextInt(3));
    Shape image = Shape.of(BATCH, channels, Dim.of(6), LENGTH.times(2).plus(3));
    inputs.add(new Model.Input("image", ElementType.FLOAT, image));
    inputs.forEach(input -> maker.shapes.put(input.name(), input.shape()));
    String rows = maker.tensors();
    String pixels = maker.images();
    String best = maker.add(new Op.ArgExtreme(2, random.nextBoolean(), true), "x");
    return new Model(
        "random",
        inputs,
        maker.nodes,
        List.of(
            new Model.Output("rows", rows),
            new Model.Output("pixels", pixels),
            new Model.Output("best", best),
            new Model.Output("same", "x")),
        false,
        Map.of());
  }

  /** Numbers for a call with these, and the values. */
  static Map<String, Value> call(Model model, Random random, int batch, int length) {
    Map<String, Value> call = new HashMap<>();
    Model bound = model.bind(Map.of("batch", batch, "length", length));
    for (Model.Input input : bound.inputs()) {
      int[] dims = input.shape().toArray();
      if (input.type() == ElementType.FLOAT) {
        float[] floats = RandomModels.floats(random, input.shape().size());
        call.put(input.name(), Value.of(floats, dims));
      } else {
        long[] ids = random.longs(input.shape().size(), -TABLE, TABLE).toArray();
        call.put(input.name(), Value.of(ids, dims));
      }
    }
    return call;
  }

  private String add(Op op, String... inputs) {
    String name = "n" + nodes.size();
    nodes.add(new Node(name, op, List.of(inputs)));
    shapes.put(name, op.outputShape(List.of(inputs).stream().map(shapes::get).toList()));
    return name;
  }

  private int lastNumber(String value) {
    Shape shape = shapes.get(value);
    return (int) shape.extent(shape.rank() - 1).number();
  }

  private String constant(int... dims) {
    Shape shape = Shape.of(dims);
    DenseTensor values = new DenseTensor(shape, RandomModels.floats(random, shape.size()));
    return add(new Op.Constant(ElementType.FLOAT, values));
  }

  private String binary(Op.BinaryFunction function, String a, String b) {
    return add(new Op.Binary(function), a, b);
  }

  /** What becomes of vectors; they keep batch and length. */
  private String tensors() {
    String value = "x";
    if (random.nextBoolean()) {
      String table = constant(TABLE, lastNumber("x"));
      value = binary(Op.BinaryFunction.PLUS, "x", add(new Op.Gather(0), table, "ids"));
    }
    for (int i = 1 + random.nextInt(7); i > 0; i--) {
      value = tensor(value);
    }
    return value;
  }

  private String tensor(String x) {
    int width = lastNumber(x);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> dense(x);
      case 3 -> binary(Op.BinaryFunction.PLUS, x, dense(add(new Op.Relu(), x), width));
      case 4 -> add(new Op.Normalise(2, random.nextBoolean(), 1), x);
      case 5 -> binary(Op.BinaryFunction.TIMES, x, constant(width));
      case 6 -> attention(x);
      case 7 -> {
        String mean = add(new Op.Reduce(Op.Fold.MEAN, List.of(1 + random.nextInt(2))), x);
        yield binary(Op.BinaryFunction.MINUS, mean, x);
      }
      case 8 -> add(new Op.Along(Op.Line.SOFTMAX, random.nextInt(3)), x);
      case 9 -> {
        Shape flat = Shape.of(BATCH.times(LENGTH), Dim.of(width));
        String matrix = add(new Op.Reshape(flat), x);
        yield add(new Op.Reshape(shapes.get(x)), dense(matrix, width));
      }
      case 10 -> {
        String sign = binary(Op.BinaryFunction.LESS, x, constant());
        yield add(new Op.Where(), sign, x, add(new Op.Tanh(), x));
      }
      default -> add(new Op.ConcatAlong(2), x, add(new Op.Sigmoid(), x));
    };
  }

  private String dense(String x) {
    String y = dense(x, 1 + random.nextInt(12));
    return random.nextBoolean() ? add(new Op.Relu(), y) : add(new Op.Tanh(), y);
  }

  private String dense(String x, int outputs) {
    double density = random.nextBoolean() ? 0.2 : 1;
    return add(RandomModels.dense(random, density, Shape.of(outputs, lastNumber(x))), x);
  }

  private String attention(String x) {
    String turned = add(new Op.MoveAxes(List.of(0, 2, 1)), x);
    String scores = binary(Op.BinaryFunction.TIMES, add(new Op.MatMul(), x, turned), constant(1));
    return add(new Op.MatMul(), add(new Op.Along(Op.Line.SOFTMAX, 2), scores), x);
  }

  private String images() {
    String value = "image";
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      value = image(value);
    }
    return value;
  }

  private String image(String x) {
    int channels = (int) shapes.get(x).extent(1).number();
    return switch (random.nextInt(6)) {
      case 0 -> add(new Op.MaxPool2d(Window.square(3, 1)), x);
      case 1 -> add(new Op.AvgPool2d(Window.square(3, 1), random.nextBoolean()), x);
      case 2 -> {
        String gate = add(new Op.Sigmoid(), add(new Op.GlobalAvgPool2d(), x));
        yield binary(Op.BinaryFunction.TIMES, x, gate);
      }
      case 3 -> binary(Op.BinaryFunction.PLUS, x, constant(channels, 1, 1));
      default -> {
        int filters = 1 + random.nextInt(6);
        Shape weight = Shape.of(filters, channels, 3, 3);
        Op op =
            new Op.Conv2d(
                RandomModels.weight(random, random.nextBoolean() ? 0.2 : 1, weight),
                RandomModels.floats(random, filters),
                Window.square(3, 1),
                1);
        String y = add(op, x);
        yield random.nextBoolean() ? add(new Op.Relu(), y) : y;
      }
    };
  }
}
