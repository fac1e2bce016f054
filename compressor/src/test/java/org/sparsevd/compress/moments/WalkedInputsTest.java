package org.sparsevd.compress.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.SeenInputs;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.GeneralOps;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What recurrent layers read, against plain steps of their equations. */
class WalkedInputsTest {
  private static final int STEPS = 5;
  private static final int BATCH = 3;
  private static final int WIDTH = 4;
  private static final int HIDDEN = 7;

  private final Random random = new Random(5);

  private float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 2;
    }
    return values;
  }

  private DenseTensor matrix(int rows, int columns) {
    return new DenseTensor(Shape.of(rows, columns), numbers(rows * columns));
  }

  private Op.Recurrent layer(Op.RecurrentKind kind, boolean backwards, boolean variant) {
    int gates = kind.cell().gates();
    return new Op.Recurrent(
        kind,
        backwards,
        variant,
        kind == Op.RecurrentKind.LSTM,
        kind == Op.RecurrentKind.RNN ? Activation.TANH : Activation.SIGMOID,
        Activation.TANH,
        Activation.TANH,
        Float.POSITIVE_INFINITY,
        matrix(gates * HIDDEN, WIDTH),
        matrix(gates * HIDDEN, HIDDEN),
        matrix(2 * gates, HIDDEN));
  }

  private static Node constant(String name, float[] values) {
    DenseTensor tensor = new DenseTensor(Shape.of(BATCH, HIDDEN), values);
    return new Node(name, new GeneralOps.Constant(ElementType.FLOAT, tensor), List.of());
  }

  private static Model model(Op.Recurrent layer, Shape shape, float[] state) {
    List<Node> nodes = new ArrayList<>();
    List<String> inputs = new ArrayList<>(List.of("x"));
    if (state != null) {
      nodes.add(constant("h", state));
      inputs.add("h");
    }
    nodes.add(new Node("r", layer, inputs));
    return new Model(
        "m",
        List.of(new Model.Input("x", ElementType.FLOAT, shape)),
        nodes,
        List.of(new Model.Output("y", "r")),
        false,
        Map.of());
  }

  private static Calibration on(List<float[]> inputs) {
    return new SeenInputs(inputs, Map.of("steps", STEPS));
  }

  @ParameterizedTest
  @CsvSource({
    "RNN, false, false, false",
    "RNN, true, false, true",
    "GRU, false, false, true",
    "GRU, true, false, false",
    "GRU, true, true, true",
    "LSTM, false, false, true",
    "LSTM, true, false, false",
    "LSTM, false, true, true"
  })
  void recurrentWeightsReadTheStatesBeforeEachStep(
      Op.RecurrentKind kind, boolean backwards, boolean variant, boolean given) {
    Op.Recurrent layer = layer(kind, backwards, variant);
    float[] state = given ? numbers(BATCH * HIDDEN) : null;
    Model model = model(layer, Shape.of(STEPS, BATCH, WIDTH), state);
    List<float[]> calls = List.of(numbers(STEPS * BATCH * WIDTH), numbers(STEPS * BATCH * WIDTH));
    LayerInputs inputs = at(model, calls, 1).orElseThrow();
    boolean resets = kind == Op.RecurrentKind.GRU && !variant;
    assertThat(inputs.groups()).isEqualTo(resets ? 3 : 1);
    assertThat(inputs.count()).isEqualTo(2 * STEPS * BATCH);
    List<double[]> lines = new ArrayList<>();
    List<double[]> reset = new ArrayList<>();
    for (float[] call : calls) {
      for (int b = 0; b < BATCH; b++) {
        steps(layer, call, b, state, lines, reset);
      }
    }
    for (int group = 0; group < inputs.groups(); group++) {
      check(inputs.moments(group, 0, HIDDEN), group == 2 ? reset : lines);
    }
  }

  private static Optional<LayerInputs> at(Model model, List<float[]> calls, int number) {
    Node node = model.nodes().get(model.nodes().size() - 1);
    return new WalkedInputs(on(calls)).at(model, new WeightTensor(node, number));
  }

  private static void check(double[][] moments, List<double[]> lines) {
    for (int i = 0; i <= HIDDEN; i++) {
      for (int j = 0; j <= HIDDEN; j++) {
        double sum = 0;
        for (double[] line : lines) {
          sum += (i == HIDDEN ? 1 : line[i]) * (j == HIDDEN ? 1 : line[j]);
        }
        assertThat(moments[i][j]).as("%d, %d", i, j).isCloseTo(sum / lines.size(), within(1e-5));
      }
    }
  }

  /** One sequence of a call, by the equations of ONNX's operators. */
  private static void steps(
      Op.Recurrent layer,
      float[] x,
      int b,
      float[] state,
      List<double[]> lines,
      List<double[]> resets) {
    double[] h = new double[HIDDEN];
    double[] c = new double[HIDDEN];
    for (int j = 0; state != null && j < HIDDEN; j++) {
      h[j] = state[b * HIDDEN + j];
    }
    for (int step = 0; step < STEPS; step++) {
      int t = layer.backwards() ? STEPS - 1 - step : step;
      lines.add(h.clone());
      float[] weight = layer.weight().toArray();
      double[] in = new double[layer.weight().rows()];
      double[] back = new double[in.length];
      for (int row = 0; row < in.length; row++) {
        in[row] = vector(layer, row);
        for (int i = 0; i < WIDTH; i++) {
          in[row] += weight[row * WIDTH + i] * x[(t * BATCH + b) * WIDTH + i];
        }
        back[row] = vector(layer, in.length + row) + product(layer, row, h);
      }
      double[] next = new double[HIDDEN];
      double[] reset = new double[HIDDEN];
      for (int j = 0; layer.kind() == Op.RecurrentKind.GRU && j < HIDDEN; j++) {
        reset[j] = sigmoid(in[HIDDEN + j] + back[HIDDEN + j]) * h[j];
      }
      resets.add(reset);
      for (int j = 0; j < HIDDEN; j++) {
        double first = in[j] + back[j];
        switch (layer.kind()) {
          case RNN -> next[j] = Math.tanh(first);
          case GRU -> {
            int row = 2 * HIDDEN + j;
            double own =
                layer.variant()
                    ? sigmoid(in[HIDDEN + j] + back[HIDDEN + j]) * back[row]
                    : vector(layer, in.length + row) + product(layer, row, reset);
            double z = sigmoid(first);
            next[j] = (1 - z) * Math.tanh(in[row] + own) + z * h[j];
          }
          case LSTM -> {
            double take = sigmoid(first);
            double keep =
                layer.variant() ? 1 - take : sigmoid(in[2 * HIDDEN + j] + back[2 * HIDDEN + j]);
            double own = Math.tanh(in[3 * HIDDEN + j] + back[3 * HIDDEN + j]);
            c[j] = keep * c[j] + take * own;
            next[j] = sigmoid(in[HIDDEN + j] + back[HIDDEN + j]) * Math.tanh(c[j]);
          }
          default -> throw new AssertionError(layer.kind());
        }
      }
      h = next;
    }
  }

  private static double vector(Op.Recurrent layer, int at) {
    return layer.vectors().toArray()[at];
  }

  private static double product(Op.Recurrent layer, int row, double[] h) {
    double sum = 0;
    for (int i = 0; i < HIDDEN; i++) {
      sum += layer.recurrent().toArray()[row * HIDDEN + i] * h[i];
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Where a walk does not tell how long sequences are, no state is known; what they hold is. */
  @Test
  void ofSequencesOfUnknownLengthsNoStatesAreKnown() {
    Op.Recurrent layer = layer(Op.RecurrentKind.GRU, false, false);
    Shape shape = Shape.of(Dim.symbol("steps"), Dim.of(BATCH), Dim.of(WIDTH));
    Model model = model(layer, shape, null);
    List<float[]> calls = List.of(numbers(STEPS * BATCH * WIDTH));
    assertThat(at(model, calls, 1)).isEmpty();
    assertThat(at(model, calls, 0).orElseThrow().count()).isEqualTo(STEPS * BATCH);
  }
}
