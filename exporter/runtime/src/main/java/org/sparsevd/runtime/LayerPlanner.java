package org.sparsevd.runtime;

import java.util.List;
import java.util.Locale;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Tensor;
import org.sparsevd.model.Window;

/** Chooses the kernels of layers with weights or windows, by density and shape. */
final class LayerPlanner {
  /** Cost of a weight in dense filters, which share what they load, in weights of sparse ones. */
  private static final double DENSE_COST = 0.8;

  /** Density from which on whole rows, read a vector at a time, beat skipping zeros. */
  private static final double DENSE_MATRIX_VECTOR_FROM = 0.25;

  private final Model model;
  private final Kernels kernels;
  private final int block;
  private final Slots slots;
  private final List<Step> steps;

  LayerPlanner(Model model, Kernels kernels, int block, Slots slots, List<Step> steps) {
    this.model = model;
    this.kernels = kernels;
    this.block = block;
    this.slots = slots;
    this.steps = steps;
  }

  /** Adds the steps of this node and says what they are. */
  String step(Node node, boolean relu, int in, int out) {
    Shape image = model.shape(node.inputs().get(0));
    Shape output = model.shape(node.name());
    if (node.op() instanceof Op.Dense dense) {
      return block == 1 ? matrixVector(dense, relu, in, out) : blocks(dense, relu, in, out);
    } else if (node.op() instanceof Op.Conv2d conv) {
      return convolution(conv, image, output, relu, in, out);
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

  private String matrixVector(Op.Dense op, boolean relu, int in, int out) {
    double density = op.weight().density();
    if (density < DENSE_MATRIX_VECTOR_FROM) {
      steps.add(new SparseMatrixVector(op.weight(), op.bias().clone(), relu, in, out));
      return "sparse matrix-vector, " + percent(density) + ", by rows";
    }
    float[] weight = op.weight().toArray();
    int columns = op.weight().columns();
    steps.add(new MatrixVector(kernels, weight, columns, op.bias().clone(), relu, in, out));
    return "dense matrix-vector, " + percent(density);
  }

  private String blocks(Op.Dense op, boolean relu, int in, int out) {
    int columns = op.weight().columns();
    Grid grid = Grid.single(block, kernels.lanes());
    slots.share(grid.reach());
    double density = op.weight().density();
    if (!isDense(op.weight())) {
      SparseFilters filters =
          SparseFilters.of(op.weight(), op.bias().clone(), i -> i % columns * block);
      steps.add(new SparseLayer(kernels, filters, grid, relu, in, out));
      return "sparse x " + block + " inputs, " + percent(density);
    }
    int[] offsets = new int[columns];
    for (int i = 0; i < columns; i++) {
      offsets[i] = i * block;
    }
    DenseFilters filters = DenseFilters.of(op.weight(), op.bias().clone(), offsets);
    steps.add(new DenseLayer(kernels, filters, grid, relu, in, out));
    return "dense x " + block + " inputs, " + percent(density);
  }

  private String convolution(
      Op.Conv2d op, Shape image, Shape output, boolean relu, int in, int out) {
    Window window = op.window();
    ImageLayout layout = ImageLayout.of(image, window, block);
    int from = bordered(image, layout, 0, in);
    Grid grid = layout.grid(window, output, kernels.lanes());
    slots.share(grid.reach());
    int area = window.kernelHeight() * window.kernelWidth();
    int columns = op.weight().columns();
    int channels = columns / area;
    int filtersPerGroup = output.dim(0) / op.groups();
    double density = op.weight().density();
    boolean dense = isDense(op.weight()) && op.groups() == 1 && !grid.isNarrow(kernels.lanes());
    int[] offsets = layout.offsets(window);
    if (dense) {
      int[] all = new int[columns];
      for (int k = 0; k < columns; k++) {
        all[k] = k / area * layout.channelSize() + offsets[k % area];
      }
      DenseFilters filters = DenseFilters.of(op.weight(), op.bias().clone(), all);
      steps.add(new DenseLayer(kernels, filters, grid, relu, from, out));
    } else {
      SparseFilters filters =
          SparseFilters.of(
              op.weight(),
              op.bias().clone(),
              i -> {
                int group = i / columns / filtersPerGroup;
                int channel = group * channels + i % columns / area;
                return channel * layout.channelSize() + offsets[i % area];
              });
      steps.add(new SparseLayer(kernels, filters, grid, relu, from, out));
    }
    release(from, in);
    return (dense ? "dense" : "sparse") + " convolution" + inputs() + ", " + percent(density);
  }

  private String maxPooling(Window window, Shape image, Shape output, int in, int out) {
    if (block == 1 && window.equals(Window.pooling(2))) {
      steps.add(new MaxPooling.Squares(kernels, image.dim(0), image.dim(1), image.dim(2), in, out));
      return "max pooling 2x2";
    }
    ImageLayout layout = ImageLayout.of(image, window, block);
    int from = bordered(image, layout, Float.NEGATIVE_INFINITY, in);
    Grid grid = layout.grid(window, output, kernels.lanes());
    int[] offsets = layout.offsets(window);
    steps.add(
        new MaxPooling(kernels, offsets, grid, image.dim(0), layout.channelSize(), from, out));
    release(from, in);
    return "max pooling " + window.kernelHeight() + "x" + window.kernelWidth() + inputs();
  }

  /** The slot where the image lies in this layout. */
  private int bordered(Shape image, ImageLayout layout, float fill, int in) {
    if (layout.isPlain(image)) {
      return in;
    }
    int copy = slots.take(layout.size());
    steps.add(new Border(image, layout, fill, in, copy));
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

  private static String percent(double density) {
    return String.format(Locale.ROOT, "%.1f %% dense", 100 * density);
  }
}
