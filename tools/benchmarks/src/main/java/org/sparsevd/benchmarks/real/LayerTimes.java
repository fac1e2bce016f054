package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Work;
import org.sparsevd.nets.DrawnRange;
import org.sparsevd.nets.IndexRanges;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.LayerShapes;
import org.sparsevd.runtime.plan.PackedWeights;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.runtime.step.KernelStep;

/** Times the steps of a net's plan, call after call, each time all of them in order. */
final class LayerTimes {
  private static final int FEWEST = 50;

  private final Model model;
  private final Plan plan;
  private final Scratch scratch;
  private final double[] least;

  private LayerTimes(Model bound) {
    PackedWeights packed = new PackedWeights();
    Kernels kernels = KernelLookup.find(System.getProperty(KernelLookup.PROPERTY));
    MachineSupport machine =
        KernelLookup.machine(kernels, System.getProperty(KernelLookup.PROPERTY));
    this.model = LayerShapes.of(bound, packed);
    this.plan = new Engine(model, packed, kernels, machine).single();
    this.scratch = plan.newScratch();
    this.least = new double[plan.steps().length];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
  }

  /**
   * The layers of a net, in order.
   *
   * @param pixels of an image; null for numbers that are drawn
   * @param extent what each free dimension is, but the first
   * @param seconds on the wall, of all layers together
   */
  static List<LayerTime> measure(Model model, Path pixels, int extent, double seconds)
      throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    for (Model.Input input : model.inputs()) {
      for (int axis = 0; axis < input.shape().rank(); axis++) {
        String own = input.shape().extent(axis).toString();
        if (model.symbols().contains(own)) {
          numbers.put(own, axis == 0 ? 1 : extent);
        }
      }
    }
    LayerTimes times = new LayerTimes(numbers.isEmpty() ? model : model.bind(numbers));
    times.run(times.inputs(pixels), seconds);
    return times.layers();
  }

  private float[][] inputs(Path pixels) throws IOException {
    Random random = new Random(1);
    Map<Integer, DrawnRange> ranges = IndexRanges.of(model);
    float[][] values = new float[model.inputs().size()][];
    for (int i = 0; i < values.length; i++) {
      Model.Input input = model.inputs().get(i);
      values[i] = new float[input.shape().size()];
      DrawnRange range = ranges.get(i);
      for (int k = 0; k < values[i].length; k++) {
        boolean whole = input.type().isWhole();
        values[i][k] =
            range != null
                ? random.nextInt(1 + (int) range.high())
                : whole ? 1 : (float) random.nextGaussian();
      }
    }
    byte[] image = pixels == null ? new byte[0] : Files.readAllBytes(pixels);
    for (int k = 0; k < image.length; k++) {
      values[0][k] = image[k] & 0xff;
    }
    return values;
  }

  /** Slots are used again, so that inputs have to be given in each call. */
  private void run(float[][] inputs, double seconds) {
    long end = System.nanoTime() + (long) (1e9 * seconds);
    KernelStep[] steps = plan.steps();
    for (int call = 0; call < FEWEST || System.nanoTime() < end; call++) {
      for (int i = 0; i < inputs.length; i++) {
        float[] slot = scratch.values(plan.inputs()[i]);
        System.arraycopy(inputs[i], 0, slot, 0, inputs[i].length);
      }
      for (int i = 0; i < steps.length; i++) {
        long start = System.nanoTime();
        steps[i].run(scratch);
        least[i] = Math.min(least[i], System.nanoTime() - start);
      }
    }
  }

  /** What is computed together with a layer behind it has the layer's name. */
  private List<LayerTime> layers() {
    List<LayerTime> layers = new ArrayList<>();
    int from = 0;
    String layer = null;
    double operations = 0;
    for (Node node : model.nodes()) {
      double own = operations(node);
      layer = own > 0 ? node.name() : layer;
      operations += own;
      int until = plan.stepsUntil().get(node.name());
      if (until > from) {
        String note = plan.notes().get(node.name());
        String name = layer == null ? node.name() : layer;
        layers.add(new LayerTime(name, note, micros(from, until), operations, isInBytes(note)));
        layer = null;
        operations = 0;
      }
      from = until;
    }
    if (from < least.length) {
      layers.add(new LayerTime("outputs", "rows", micros(from, least.length), 0, false));
    }
    return layers;
  }

  private double micros(int from, int until) {
    return Arrays.stream(least, from, until).sum() / 1e3;
  }

  private double operations(Node node) {
    return node.op() instanceof Op.Weighted layer
        ? Work.of(layer, model.shape(node.name())).operations()
        : 0;
  }

  private static boolean isInBytes(String note) {
    return note != null && note.contains("8-bit");
  }
}
