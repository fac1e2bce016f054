package org.sparsevd.runtime.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.DenseColumns;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layer.DenseLayer;
import org.sparsevd.runtime.layer.MatrixVector;
import org.sparsevd.runtime.layer.PhasedLayer;
import org.sparsevd.runtime.layer.ShiftedLayer;
import org.sparsevd.runtime.layer.SparseLayer;
import org.sparsevd.runtime.layer.SparseMatrixVector;
import org.sparsevd.runtime.layout.Blocking;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.ImageLayout;
import org.sparsevd.runtime.layout.ImagePhases;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.machine.MachineSupport;
import org.sparsevd.runtime.step.AveragePooling;
import org.sparsevd.runtime.step.Border;
import org.sparsevd.runtime.step.Gathering;
import org.sparsevd.runtime.step.GlobalAverage;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.MaxPooling;
import org.sparsevd.runtime.step.PerImage;
import org.sparsevd.runtime.step.Shifting;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/** Chooses the kernels of layers with weights or windows, by density and shape. */
final class LayerPlanner {
  /** Dimensions of an image. */
  static final int IMAGE = 3;

  /** Dimensions of vectors that follow each other. */
  private static final int MATRIX = 2;

  private final Model model;
  private final PackedWeights packed;
  private final Kernels kernels;
  private final MachineSupport machine;
  private final int block;
  private final Slots slots;
  private final List<KernelStep> steps;
  private final ConvolutionPlanner convolutions;
  private final LevelPlanner levels;
  private Op.Dense first;
  private int[] firstPlaces;

  LayerPlanner(
      Model model,
      PackedWeights packed,
      Kernels kernels,
      MachineSupport machine,
      int block,
      Slots slots,
      List<KernelStep> steps) {
    this.model = model;
    this.levels = new LevelPlanner(model, packed, kernels, machine, slots, steps);
    this.packed = packed;
    this.kernels = kernels;
    this.machine = machine;
    this.block = block;
    this.slots = slots;
    this.steps = steps;
    this.convolutions = new ConvolutionPlanner(packed, kernels, block, slots, steps);
  }

  /** The inputs that this layer has weights for; from now on it reads these alone. */
  int[] liveInputs(Op.Dense layer) {
    int[] places = new int[layer.weight().columns()];
    SparseTensor sparse = SparseTensor.of(layer.weight());
    for (int i = 0; i < sparse.nonZeros(); i++) {
      places[sparse.column(i)] = 1;
    }
    int count = 0;
    for (int place : places) {
      count += place;
    }
    int[] live = new int[count];
    int at = 0;
    for (int column = 0; column < places.length; column++) {
      if (places[column] > 0) {
        live[at] = column;
        places[column] = at++ * block;
      }
    }
    first = layer;
    firstPlaces = places;
    return live;
  }

  /** Whether this node's step can do the pooling too that follows it. */
  boolean canPool(Node node, Op.MaxPool2d pool) {
    if (!(node.op() instanceof Op.Conv2d conv) || !pool.window().isPoolingByTwo()) {
      return false;
    }
    Shape image = model.shape(node.inputs().get(0));
    return image.rank() == IMAGE && convolutions.canPool(conv, image, model.shape(node.name()));
  }

  /** What is best run through in phases, these values excepted. */
  PhasePlanner phases(Aliases aliases, Map<String, String> pooled, Set<String> plain) {
    return new PhasePlanner(model, kernels, convolutions, aliases, pooled, plain);
  }

  /** Adds the steps of a convolution in phases that is pooled, and says what they are. */
  String phased(Node node, PhasePlanner phases, Shape pooled, boolean relu, int in, int out) {
    Op.Conv2d conv = (Op.Conv2d) node.op();
    ImagePhases read = phases.reads(node.name());
    boolean first = phases.isFirst(node.name());
    int from = in;
    if (first) {
      from = slots.take(read.size());
      Shape image = model.shape(node.inputs().get(0));
      steps.add(new Gathering(read.sources(image, conv.window()), 1, in, from));
    }
    ImagePhases found = read.pooled(pooled);
    boolean plain = phases.found(node.name(), pooled) == null;
    int to = plain ? slots.take(found.size()) : out;
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    ShiftedPhases shifted = new ShiftedPhases(read, found.length(pooled));
    boolean copies =
        first
            && CacheLines.matter(kernels.lanes())
            && shifted.pays(conv.window(), conv.weight().nonZeros());
    if (copies) {
      int aligned = slots.takeAligned(shifted.size());
      RowCopies rows = shifted.rows(conv.window(), kernels.lanes());
      steps.add(new Shifting(kernels, rows, from, aligned));
      ShiftedFilters filters = ShiftedFilters.of(conv, shifted, found);
      steps.add(new ShiftedLayer(kernels, filters, floor, aligned, to));
    } else {
      PhaseFilters filters = PhaseFilters.of(conv, read, found, found.length(pooled));
      steps.add(new PhasedLayer(kernels, filters, floor, from, to));
    }
    if (plain) {
      steps.add(new Gathering(found.places(pooled), 1, to, out));
      slots.release(to);
    }
    if (first) {
      slots.release(from);
    }
    String over = copies ? " phases, shifted copies, " : " phases, ";
    int count = read.count() * read.count();
    return "sparse convolution in " + count + over + percent(conv.weight().density());
  }

  /** What plans layers of 8 bits over vectors. */
  LevelPlanner levels() {
    return levels;
  }

  /** What plans products of matrices. */
  MatrixPlanner matrices() {
    return new MatrixPlanner(model, packed, kernels, machine, slots, steps);
  }

  /** Adds a step that goes through so many images, or vectors, one by one. */
  private String each(Node node, Op.Weighted op, boolean relu, int count, int in, int out) {
    int size = model.shape(node.inputs().get(0)).size() / count;
    int resultSize = model.shape(node.name()).size() / count;
    int part = slots.take(size);
    int result = slots.take(resultSize);
    int first = steps.size();
    String note = one(node, op, relu, false, false, null, part, result);
    List<KernelStep> own = steps.subList(first, steps.size());
    KernelStep[] each = own.toArray(new KernelStep[0]);
    own.clear();
    steps.add(new PerImage(each, count, size, resultSize, part, result, in, out));
    slots.release(part);
    slots.release(result);
    return count + ", one by one: " + note;
  }

  /**
   * Adds the steps of this node and says what they are.
   *
   * @param relu whether they include the rectifier that follows
   * @param pooled whether they include the pooling by two that follows
   * @param rectified whether about half of what they read is zero
   * @param places of a dense layer's inputs; null where they follow each other
   */
  String step(
      Node node,
      Op.Weighted op,
      boolean relu,
      boolean pooled,
      boolean rectified,
      int[] places,
      int in,
      int out) {
    Shape read = model.shape(node.inputs().get(0));
    if (op instanceof Op.Dense dense && block == 1 && places == null && !kernels.isCareful()) {
      float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
      String note = levels.dense(node, dense, floor, in, out);
      if (note != null) {
        return note;
      }
    }
    if (read.rank() == MATRIX && !kernels.bridgesGaps()) {
      return matrices().dense((Op.Dense) op, read.dim(0), relu, in, out);
    }
    return read.rank() == MATRIX || read.rank() > IMAGE
        ? each(node, op, relu, read.dim(0), in, out)
        : one(node, op, relu, pooled, rectified, places, in, out);
  }

  private String one(
      Node node,
      Op.Weighted op,
      boolean relu,
      boolean pooled,
      boolean rectified,
      int[] places,
      int in,
      int out) {
    Shape read = model.shape(node.inputs().get(0));
    Shape found = model.shape(node.name());
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    return op.match(
        new Op.Weighted.Cases<String>() {
          @Override
          public String dense(Op.Dense dense) {
            return block == 1 && !kernels.isCareful()
                ? matrixVector(dense, floor, rectified, places, in, out)
                : blocks(dense, floor, in, out);
          }

          @Override
          public String conv2d(Op.Conv2d conv) {
            Shape image = KnownShapes.lastThree(read);
            Shape output = KnownShapes.lastThree(found);
            return convolutions.plan(conv, image, output, floor, pooled, in, out);
          }
        });
  }

  /** Adds the steps of a pooling and says what they are. */
  String pooling(Node node, Op.Pooling op, int in, int out) {
    Shape image = model.shape(node.inputs().get(0));
    Shape output = model.shape(node.name());
    return op.match(
        new Op.Pooling.Cases<String>() {
          @Override
          public String maxPool2d(Op.MaxPool2d pool) {
            return maxPooling(pool.window(), image, output, in, out);
          }

          @Override
          public String avgPool2d(Op.AvgPool2d pool) {
            boolean all = pool.countPadding();
            steps.add(new AveragePooling(pool.window(), all, image, output, block, in, out));
            return "average pooling";
          }

          @Override
          public String globalAvgPool2d(Op.GlobalAvgPool2d pool) {
            int area = image.dim(1) * image.dim(2);
            steps.add(new GlobalAverage(image.dim(0), area, block, in, out));
            return "global average";
          }
        });
  }

  private String matrixVector(
      Op.Dense op, float floor, boolean rectified, int[] places, int in, int out) {
    double density = op.weight().density();
    if (places != null || !DenseColumns.pay(op.weight(), kernels, rectified)) {
      steps.add(new SparseMatrixVector(kernels, op, places, floor, in, out));
      return "sparse matrix-vector, " + percent(density) + ", by rows";
    }
    DenseColumns columns = DenseColumns.of(op.weight(), op.bias(), kernels);
    slots.places(op.weight().columns());
    steps.add(new MatrixVector(kernels, columns, floor, in, out));
    String skipped = kernels.bridgesGaps() ? "" : ", zero inputs skipped";
    return "dense matrix-vector, " + percent(density) + skipped;
  }

  private String blocks(Op.Dense op, float floor, int in, int out) {
    Positions grid = Positions.single(block, kernels.lanes());
    slots.share(kernels.scratch(grid));
    int[] places = op == first ? firstPlaces : new int[op.weight().columns()];
    for (int i = 0; op != first && i < places.length; i++) {
      places[i] = i * block;
    }
    double density = op.weight().density();
    if (kernels.isCareful() || !DenseFilters.pay(op.weight())) {
      SparseFilters filters =
          SparseFilters.of(
              op.weight(),
              op.bias().clone(),
              places,
              op.weight().rows(),
              0,
              Blocking.none(places.length));
      steps.add(SparseLayer.of(kernels, filters, grid, floor, in, out, slots));
      return "sparse x " + block + " inputs, " + percent(density);
    }
    DenseFilters filters = packed.filters(op, places);
    steps.add(new DenseLayer(kernels, filters, grid, floor, in, out));
    return "dense x " + block + " inputs, " + percent(density);
  }

  private String maxPooling(Window window, Shape image, Shape output, int in, int out) {
    if (window.isPoolingByTwo()) {
      int row = image.dim(2) * block;
      PoolSquares squares =
          new PoolSquares(output.dim(1), output.dim(2), row, image.dim(1) * row, block);
      steps.add(new MaxPooling.BySquares(kernels, squares, image.dim(0), in, out));
      return "max pooling 2x2" + inputs();
    }
    ImageLayout layout = ImageLayout.byRows(image, window, block);
    int from = Border.add(kernels, layout, Float.NEGATIVE_INFINITY, in, slots, steps);
    Positions grid = layout.grid(output, kernels.lanes());
    steps.add(
        new MaxPooling(
            kernels, layout.offsets(), grid, image.dim(0), layout.channelSize(), from, out));
    if (from != in) {
      slots.release(from);
    }
    return "max pooling " + window.kernelHeight() + "x" + window.kernelWidth() + inputs();
  }

  private String inputs() {
    return block == 1 ? "" : " x " + block + " inputs";
  }

  /** To a tenth; a formatter would take longer to load than the rest of the model. */
  static String percent(double density) {
    long tenths = Math.round(1000 * density);
    return tenths / 10 + "." + tenths % 10 + " % dense";
  }
}
