package org.sparsevd.runtime;

import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.SparseTensor;
import org.sparsevd.model.Tensor;
import org.sparsevd.model.Window;

/** Chooses the kernels of layers with weights or windows, by density and shape. */
final class LayerPlanner {
  /** Cost of a weight in dense filters, which share what they load, in weights of sparse ones. */
  private static final double DENSE_COST = 0.8;

  /** Density from which on whole columns, read a vector at a time, beat skipping zeros. */
  private static final double DENSE_MATRIX_VECTOR_FROM = 0.25;

  private final Model model;
  private final Kernels kernels;
  private final int block;
  private final Slots slots;
  private final List<Step> steps;
  private Op.Dense first;
  private int[] firstPlaces;

  LayerPlanner(Model model, Kernels kernels, int block, Slots slots, List<Step> steps) {
    this.model = model;
    this.kernels = kernels;
    this.block = block;
    this.slots = slots;
    this.steps = steps;
  }

  /** The inputs that this layer has weights for; from now on it reads these alone. */
  int[] liveInputs(Op.Dense layer) {
    int[] places = new int[layer.weight().columns()];
    for (int column : SparseTensor.of(layer.weight()).columnIndices()) {
      places[column] = 1;
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
    ImageLayout layout =
        layout(conv, model.shape(node.inputs().get(0)), model.shape(node.name()), true);
    boolean dense = isDense(conv.weight()) && conv.groups() == 1;
    return !dense && !Blocking.isNeeded(conv, layout);
  }

  /**
   * Adds the steps of this node and says what they are.
   *
   * @param pooled whether they include the pooling by two that follows
   */
  String step(Node node, boolean relu, boolean pooled, int in, int out) {
    Shape image = model.shape(node.inputs().get(0));
    Shape output = model.shape(node.name());
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    if (node.op() instanceof Op.Dense dense) {
      return block == 1 ? matrixVector(dense, floor, in, out) : blocks(dense, floor, in, out);
    } else if (node.op() instanceof Op.Conv2d conv) {
      return convolution(conv, image, output, floor, pooled, in, out);
    } else if (node.op() instanceof Op.MaxPool2d pool) {
      return maxPooling(pool.window(), image, output, in, out);
    } else if (node.op() instanceof Op.AvgPool2d pool) {
      steps.add(
          new AveragePooling(pool.window(), pool.countPadding(), image, output, block, in, out));
      return "average pooling";
    }
    throw new AssertionError("operator without kernel: " + node.op());
  }

  /** Whether computing all weights, in full groups of filters, is cheaper than skipping zeros. */
  private static boolean isDense(Tensor weight) {
    double all =
        (double) DenseFilters.groups(weight.rows()) * DenseFilters.GROUP * weight.columns();
    return DENSE_COST * all <= weight.nonZeros();
  }

  private String matrixVector(Op.Dense op, float floor, int in, int out) {
    double density = op.weight().density();
    if (density < DENSE_MATRIX_VECTOR_FROM) {
      boolean fused = kernels.fuses();
      steps.add(new SparseMatrixVector(op.weight(), op.bias().clone(), fused, floor, in, out));
      return "sparse matrix-vector, " + percent(density) + ", by rows";
    }
    int height = Grid.QUAD * kernels.lanes();
    DenseColumns columns = DenseColumns.of(op.weight(), op.bias(), height);
    steps.add(new MatrixVector(kernels, columns, floor, in, out));
    return "dense matrix-vector, " + percent(density);
  }

  private String blocks(Op.Dense op, float floor, int in, int out) {
    Grid grid = Grid.single(block, kernels.lanes());
    slots.share(kernels.scratch(grid));
    int[] places = op == first ? firstPlaces : new int[op.weight().columns()];
    for (int i = 0; op != first && i < places.length; i++) {
      places[i] = i * block;
    }
    double density = op.weight().density();
    if (!isDense(op.weight())) {
      SparseFilters filters =
          SparseFilters.of(
              op.weight(),
              op.bias().clone(),
              places,
              op.weight().rows(),
              0,
              Blocking.none(places.length));
      steps.add(new SparseLayer(kernels, filters, grid, floor, in, out));
      return "sparse x " + block + " inputs, " + percent(density);
    }
    DenseFilters filters = DenseFilters.of(op.weight(), op.bias().clone(), places);
    steps.add(new DenseLayer(kernels, filters, grid, floor, in, out));
    return "dense x " + block + " inputs, " + percent(density);
  }

  private String convolution(
      Op.Conv2d op, Shape image, Shape output, float floor, boolean pooled, int in, int out) {
    Tensor weight = op.weight();
    ImageLayout layout = layout(op, image, output, pooled);
    int from = bordered(layout, 0, in);
    Grid grid = grid(op, layout, output, pooled);
    slots.share(kernels.scratch(grid));
    int[] offsets = layout.offsets();
    int[] places = new int[weight.columns()];
    for (int k = 0; k < places.length; k++) {
      places[k] = k / offsets.length * layout.channelSize() + offsets[k % offsets.length];
    }
    boolean inOrder = grid.spills && grid.reads.length > 1;
    boolean dense = isDense(weight) && op.groups() == 1 && !inOrder;
    if (dense) {
      DenseFilters filters = DenseFilters.of(weight, op.bias().clone(), places);
      steps.add(new DenseLayer(kernels, filters, grid, floor, from, out));
    } else {
      int groupSize = image.dim(0) / op.groups() * layout.channelSize();
      Blocking blocking =
          pooled ? Blocking.none(places.length) : Blocking.of(op, layout, grid, kernels.lanes());
      SparseFilters filters =
          SparseFilters.of(
              weight, op.bias().clone(), places, output.dim(0) / op.groups(), groupSize, blocking);
      steps.add(
          pooled
              ? new PooledLayer(
                  kernels, filters, grid, squares(layout, output, grid), floor, from, out)
              : new SparseLayer(kernels, filters, grid, floor, from, out));
    }
    release(from, in);
    String kind = dense ? "dense convolution" : "sparse convolution";
    String over = layout.shifted() ? ", shifted copies" : "";
    return kind + inputs() + ", " + percent(weight.density()) + over;
  }

  /** The squares of what the grid finds, which follows the layout where the grid bridges it. */
  private Squares squares(ImageLayout layout, Shape output, Grid grid) {
    boolean bridged = grid.size() > output.dim(1) * output.dim(2) * block;
    int pitch = (bridged ? layout.pitch() : output.dim(2)) * block;
    return new Squares(output.dim(1) / 2, output.dim(2) / 2, pitch, grid.size(), block);
  }

  /**
   * The layout in which the weights meet the fewest vectors, counting those to copy.
   *
   * @param pooled whether what is found may keep the gaps of the layout
   */
  private ImageLayout layout(Op.Conv2d op, Shape image, Shape output, boolean pooled) {
    ImageLayout byRows = ImageLayout.byRows(image, op.window(), block);
    if (kernels.bridgesGaps() || !ImageLayout.canShift(image, op.window(), block)) {
      return byRows;
    }
    ImageLayout shifted = ImageLayout.shifted(image, op.window(), block);
    double rows = cost(byRows, grid(op, byRows, output, pooled), op);
    return cost(shifted, grid(op, shifted, output, pooled), op) < rows ? shifted : byRows;
  }

  private Grid grid(Op.Conv2d op, ImageLayout layout, Shape output, boolean pooled) {
    Grid grid = layout.grid(output, kernels.lanes());
    if (!pooled || grid.starts.length == 1) {
      return grid;
    }
    if (!kernels.bridgesGaps() && grid.canPair(block, kernels.lanes())) {
      return grid.paired(block);
    }
    Grid bridged = grid.bridged(kernels.lanes());
    boolean fewer = cost(layout, bridged, op) < cost(layout, grid, op);
    return fewer || kernels.bridgesGaps() ? bridged : grid;
  }

  /** Vectors that are loaded or stored; what a single quad and a copied row take besides. */
  private double cost(ImageLayout layout, Grid grid, Op.Conv2d op) {
    int lanes = kernels.lanes();
    int quads = grid.reads.length;
    double row = (layout.pitch() * block + lanes - 1) / lanes;
    double perWeight = quads * Grid.QUAD + quads % 2;
    return op.weight().nonZeros() * perWeight + layout.copiedRows() * (2 * row + 8);
  }

  private String maxPooling(Window window, Shape image, Shape output, int in, int out) {
    if (window.isPoolingByTwo()) {
      int row = image.dim(2) * block;
      Squares squares = new Squares(output.dim(1), output.dim(2), row, image.dim(1) * row, block);
      steps.add(new MaxPooling.BySquares(kernels, squares, image.dim(0), in, out));
      return "max pooling 2x2" + inputs();
    }
    ImageLayout layout = ImageLayout.byRows(image, window, block);
    int from = bordered(layout, Float.NEGATIVE_INFINITY, in);
    Grid grid = layout.grid(output, kernels.lanes());
    steps.add(
        new MaxPooling(
            kernels, layout.offsets(), grid, image.dim(0), layout.channelSize(), from, out));
    release(from, in);
    return "max pooling " + window.kernelHeight() + "x" + window.kernelWidth() + inputs();
  }

  /** The slot where the image lies in this layout. */
  private int bordered(ImageLayout layout, float fill, int in) {
    if (layout.isPlain()) {
      return in;
    }
    int copy = slots.take(layout.size());
    steps.add(Border.of(kernels, layout, fill, in, copy));
    return copy;
  }

  private void release(int from, int in) {
    if (from != in) {
      slots.release(from);
    }
  }

  private String inputs() {
    return block == 1 ? "" : " x " + block + " inputs";
  }

  /** To a tenth; a formatter would take longer to load than the rest of the model. */
  private static String percent(double density) {
    long tenths = Math.round(1000 * density);
    return tenths / 10 + "." + tenths % 10 + " % dense";
  }
}
