package org.sparsevd.compress.weight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Random models of general operators: from {@code ids: [steps, batch]} and a table over dense
 * layers, products with constants, recurrent layers and what moves values to several outputs.
 *
 * @param weights names that a pass has to find, and no others
 */
record RandomPrograms(Model model, TreeSet<String> weights) {
  static final int STEPS = 3;
  static final int BATCH = 2;
  private static final int TABLE = 20;

  /** Elements of a constant that is a weight. */
  private static final int FEWEST = 256;

  static RandomPrograms next(Random random) {
    return new Maker(random).make();
  }

  Model bound() {
    return model.bind(Map.of("steps", STEPS, "batch", BATCH));
  }

  static Map<String, float[]> inputs(Random random) {
    Map<String, float[]> inputs = new LinkedHashMap<>();
    float[] ids = new float[STEPS * BATCH];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(2 * TABLE) - TABLE;
    }
    inputs.put("ids", ids);
    inputs.put("scale", new float[] {1 + random.nextFloat()});
    return inputs;
  }

  private static final class Maker {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final TreeSet<String> weights = new TreeSet<>();
    private int width;

    Maker(Random random) {
      this.random = random;
      this.width = 16 + random.nextInt(8);
    }

    RandomPrograms make() {
      Dim steps = Dim.symbol("steps");
      Dim batch = Dim.symbol("batch");
      weights.add("n0");
      add(new Op.Constant(ElementType.FLOAT, values(TABLE, width)));
      String value = add(new Op.Gather(0), "n0", "ids");
      value = add(new Op.Binary(Op.BinaryFunction.TIMES), value, "scale");
      for (int i = 2 + random.nextInt(5); i > 0; i--) {
        value = next(value);
      }
      String mean = add(new Op.Reduce(Op.Fold.MEAN, List.of(0)), value);
      Model model =
          new Model(
              "program",
              List.of(
                  new Model.Input("ids", ElementType.INT64, Shape.of(steps, batch)),
                  new Model.Input("scale", ElementType.FLOAT, Shape.of(new Dim[0]))),
              nodes,
              List.of(new Model.Output("all", value), new Model.Output("mean", mean)),
              false,
              Map.of());
      return new RandomPrograms(model, weights);
    }

    private DenseTensor values(int... dims) {
      float[] values = new float[Shape.of(dims).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() / 3;
      }
      return new DenseTensor(Shape.of(dims), values);
    }

    private String add(Op op, String... inputs) {
      String name = "n" + nodes.size();
      nodes.add(new Node(name, op, List.of(inputs)));
      return name;
    }

    private String next(String value) {
      int before = width;
      switch (random.nextInt(7)) {
        case 0 -> {
          width = 10 + random.nextInt(20);
          DenseTensor weight = values(width, before);
          String name = add(new Op.Dense(weight, values(1, width).toArray()), value);
          weights.add(name);
          return add(new Op.Tanh(), name);
        }
        case 1 -> {
          width = 20 + random.nextInt(9);
          String matrix = add(new Op.Constant(ElementType.FLOAT, values(before, width)));
          if (before * width >= FEWEST) {
            weights.add(matrix);
          }
          return add(new Op.MatMul(), value, matrix);
        }
        case 2 -> {
          return recurrent(value);
        }
        case 3 -> {
          // Added as well as multiplied: no weight.
          String square = add(new Op.Constant(ElementType.FLOAT, values(before, before)));
          String product = add(new Op.MatMul(), value, square);
          String sum = add(new Op.Reduce(Op.Fold.SUM, List.of(0)), square);
          return add(new Op.Binary(Op.BinaryFunction.PLUS), product, sum);
        }
        case 4 -> {
          String bias = add(new Op.Constant(ElementType.FLOAT, values(before)));
          return add(new Op.Binary(Op.BinaryFunction.PLUS), value, bias);
        }
        case 5 -> {
          return add(new Op.Normalise(2, true, 0.01f), value);
        }
        default -> {
          String turned = add(new Op.MoveAxes(List.of(1, 0, 2)), value);
          return add(new Op.MoveAxes(List.of(1, 0, 2)), add(new Op.Relu(), turned));
        }
      }
    }

    private String recurrent(String value) {
      int before = width;
      width = 3 + random.nextInt(5);
      boolean lstm = random.nextBoolean();
      int gates = lstm ? 4 : 3;
      Op op =
          new Op.Recurrent(
              lstm ? Op.RecurrentKind.LSTM : Op.RecurrentKind.GRU,
              random.nextBoolean(),
              false,
              false,
              Activation.SIGMOID,
              Activation.TANH,
              Activation.TANH,
              Float.POSITIVE_INFINITY,
              values(gates * width, before),
              values(gates * width, width),
              values(2 * gates, width));
      String name = add(op, value);
      weights.add(name + ".weight");
      weights.add(name + ".recurrent");
      return name;
    }
  }
}
