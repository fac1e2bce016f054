package org.sparsevd.compress.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.LayerReport;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.compress.WeightFormat;
import org.sparsevd.compress.prune.GroupPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Compression of models whose channels cannot be followed. */
class GeneralPassesTest {
  private static final int CASES = 60;

  /** What becomes of the values of a weight, as the test has it. */
  private interface Rule {
    float[] of(String name, float[] values);
  }

  /** The model with every weight changed: written apart from the passes. */
  private static Model expected(RandomPrograms program, Rule rule) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : program.model().nodes()) {
      List<Tensor> tensors = new ArrayList<>(node.op().tensors());
      for (int i = 0; i < tensors.size(); i++) {
        String name = node.name() + (node.op() instanceof Op.Recurrent ? suffix(i) : "");
        if (program.weights().contains(name) && (i == 0 || name.contains("."))) {
          Tensor old = tensors.get(i);
          tensors.set(i, new DenseTensor(old.shape(), rule.of(name, old.toArray())));
        }
      }
      nodes.add(tensors.isEmpty() ? node : node.with(node.op().withTensors(tensors)));
    }
    return program.model().withNodes(nodes, program.model().outputs());
  }

  private static String suffix(int tensor) {
    return tensor == 0 ? ".weight" : tensor == 1 ? ".recurrent" : "";
  }

  private static void checkSame(int seed, Model found, Model expected) {
    checkNear(seed, found, expected, 0);
  }

  /** Where units went, sums are taken in another order. */
  private static void checkNear(int seed, Model found, Model expected, double by) {
    Map<String, float[]> inputs = RandomPrograms.inputs(new Random(seed));
    Map<String, Integer> numbers =
        Map.of("steps", RandomPrograms.STEPS, "batch", RandomPrograms.BATCH);
    Map<String, float[]> was = new Interpreter(expected.bind(numbers)).values(inputs);
    Map<String, float[]> is = new Interpreter(found.bind(numbers)).values(inputs);
    assertThat(found.outputs()).isEqualTo(expected.outputs());
    for (Model.Output output : expected.outputs()) {
      assertThat(is.get(output.value()))
          .as("seed %d", seed)
          .usingComparatorWithPrecision((float) by)
          .containsExactly(was.get(output.value()));
    }
  }

  @Test
  void weightsAreFoundByWhatReadsThem() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomPrograms program = RandomPrograms.next(new Random(seed));
      assertThat(WeightTensors.of(program.model()).keySet())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(program.weights());
    }
  }

  @Test
  void withoutPruningNothingChanges() {
    for (int seed = 0; seed < CASES; seed++) {
      Model model = RandomPrograms.next(new Random(seed)).model();
      Compressed compressed = Compressor.compress(model);
      checkSame(seed, compressed.model(), model);
      assertThat(compressed.report().passes())
          .anySatisfy(line -> assertThat(line.effect()).startsWith("removed 0 of "));
    }
  }

  @Test
  void magnitudePruningLeavesTheLargest() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomPrograms program = RandomPrograms.next(new Random(seed));
      Pass pruning = MagnitudePruning.layerwise(program.model(), 0.75);
      Compressed compressed = Compressor.compress(program.model(), pruning);
      checkNear(
          seed,
          compressed.model(),
          expected(program, (name, values) -> largest(values, 0.75)),
          1e-6);
      assertThat(compressed.report().layers())
          .extracting(LayerReport::name)
          .containsExactlyInAnyOrderElementsOf(program.weights());
      assertThat(compressed.report().layers())
          .allSatisfy(layer -> assertThat(layer.sparsityPercent()).isBetween(70.0, 75.0));
      Model global = MagnitudePruning.global(program.model(), 0.5).apply(program.model());
      long total = compressed.report().total();
      assertThat(nonZeros(global)).as("seed %d", seed).isEqualTo(total - total / 2);
    }
  }

  private static float[] largest(float[] values, double sparsity) {
    float[] sizes = new float[values.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(values[i]);
    }
    Arrays.sort(sizes);
    float least = sizes[(int) (sparsity * values.length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) < least ? 0 : values[i];
    }
    return values;
  }

  private static long nonZeros(Model model) {
    return WeightTensors.of(model).values().stream().mapToLong(w -> w.tensor().nonZeros()).sum();
  }

  @Test
  void patternsGoToLayersAndRecurrentOnes() {
    for (int seed = 0; seed < CASES; seed++) {
      Model model = RandomPrograms.next(new Random(seed)).model();
      Model pruned = new GroupPruning(2, 4).apply(model);
      WeightTensors.of(pruned)
          .forEach(
              (name, weight) -> {
                double columns = weight.tensor().columns();
                double kept = weight.node().op() instanceof Op.Constant ? 1 : 0.5 + 2 / columns;
                assertThat(weight.tensor().density()).as(name).isBetween(0.49, kept);
              });
    }
  }

  @Test
  void variancesThresholdEveryWeight() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomPrograms program = RandomPrograms.next(new Random(seed));
      Map<String, float[]> logSigma2 = new HashMap<>();
      WeightTensors.of(program.model())
          .forEach(
              (name, weight) -> {
                float[] same = new float[weight.tensor().shape().size()];
                Arrays.fill(same, (float) (3 + 2 * Math.log(0.25)));
                logSigma2.put(name, same);
              });
      Compressed compressed = Compressor.compress(new TrainedModel(program.model(), logSigma2));
      Rule below =
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              values[i] = Math.abs(values[i]) <= 0.25f ? 0 : values[i];
            }
            return values;
          };
      checkNear(seed, compressed.model(), expected(program, below), 1e-6);
    }
  }

  @Test
  void roundedWeightsAreTheNearestMultiplesOfTheirSteps() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      RandomPrograms program = RandomPrograms.next(random);
      int bits = 2 + random.nextInt(9);
      Compressed before =
          Compressor.compress(program.model(), MagnitudePruning.layerwise(program.model(), 0.3));
      Compressed after = new RoundWeights(bits, true).after(before);
      Map<String, Double> steps = new HashMap<>();
      WeightTensors.of(after.model())
          .forEach((name, w) -> steps.put(name, (double) w.node().step(w.number()).get().size()));
      Rule nearest =
          (name, values) -> {
            float[] pruned = largest(values, 0.3);
            checkStep(pruned, steps.get(name), bits);
            for (int i = 0; i < pruned.length; i++) {
              double low = Math.floor(pruned[i] / steps.get(name)) * steps.get(name);
              double high = low + steps.get(name);
              pruned[i] = (float) (pruned[i] - low <= high - pruned[i] ? low : high);
            }
            return pruned;
          };
      checkSame(seed, after.model(), expected(program, nearest));
      assertThat(after.report().layers())
          .allSatisfy(
              layer -> {
                assertThat(layer.format()).isEqualTo(WeightFormat.CODED);
                assertThat(layer.bytesCoded()).isPositive();
              });
    }
  }

  /** The step is within a sixteenth of an octave's eighth of what the definition says. */
  private static void checkStep(float[] values, double step, int bits) {
    double squares = 0;
    int count = 0;
    for (float value : values) {
      squares += (double) value * value;
      count += value == 0 ? 0 : 1;
    }
    double entropy = Math.log(Math.sqrt(2 * Math.PI * Math.E * squares / count) / step);
    assertThat(entropy / Math.log(2)).isBetween(bits - 0.1, bits + 0.1);
  }

  @Test
  void weightsThatNoStepFitsStay() {
    float[] values = new float[400];
    Arrays.fill(values, 1e-12f);
    values[7] = 1e12f;
    Op table = new Op.Constant(ElementType.FLOAT, new DenseTensor(Shape.of(20, 20), values));
    Model model =
        new Model(
            "odd",
            List.of(new Model.Input("ids", ElementType.INT64, Shape.of(3))),
            List.of(
                new Node("table", table, List.of()),
                new Node("rows", new Op.Gather(0), List.of("table", "ids"))),
            List.of(new Model.Output("rows", "rows")),
            false,
            Map.of());
    Model rounded = new RoundWeights(8, true).apply(model);
    assertThat(rounded).isSameAs(model);
  }

  @Test
  void namesOfWeightsAreNoNamesOfNodes() {
    Random random = new Random(5);
    RandomPrograms program = RandomPrograms.next(random);
    while (program.weights().stream().noneMatch(name -> name.contains("."))) {
      program = RandomPrograms.next(random);
    }
    String taken = program.weights().stream().filter(name -> name.contains(".")).findFirst().get();
    List<Node> nodes = new ArrayList<>(program.model().nodes());
    nodes.add(new Node(taken, new Op.Relu(), List.of("scale")));
    Model model = program.model().withNodes(nodes, program.model().outputs());
    assertThat(WeightTensors.of(model)).containsKey(taken + "'").doesNotContainKey(taken);
  }
}
