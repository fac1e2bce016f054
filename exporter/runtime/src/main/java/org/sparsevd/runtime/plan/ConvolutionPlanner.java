package org.sparsevd.runtime.plan;

import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layer.DenseLayer;
import org.sparsevd.runtime.layer.PooledLayer;
import org.sparsevd.runtime.layer.SparseLayer;
import org.sparsevd.runtime.layout.Blocking;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.ImageLayout;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.step.Border;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Chooses how a convolution goes over its image, by density and shape. */
final class ConvolutionPlanner {
  /** What it costs to find the maxima of a vector of squares, in vectors loaded. */
  private static final int SQUARES_COST = 20;

  /** Loads of a pixel from which on it is worth copying. */
  private static final int LOADS_OF_A_COPY = 8;

  private final PackedWeights packed;
  private final Kernels kernels;
  private final int block;
  private final Slots slots;
  private final List<KernelStep> steps;

  ConvolutionPlanner(
      PackedWeights packed, Kernels kernels, int block, Slots slots, List<KernelStep> steps) {
    this.packed = packed;
    this.kernels = kernels;
    this.block = block;
    this.slots = slots;
    this.steps = steps;
  }

  /** Whether pooling by two can be done with this convolution before it. */
  boolean canPool(Op.Conv2d op, Shape image, Shape output) {
    boolean dense = isDense(op);
    ImageLayout layout = layout(op, image, output, true);
    return !dense && (!Blocking.isNeeded(op, layout) || canPoolStrips(layout, output));
  }

  private boolean isDense(Op.Conv2d op) {
    return !kernels.isCareful() && DenseFilters.pay(op.weight()) && op.groups() == 1;
  }

  /** Whether strips are whole squares. */
  private boolean canPoolStrips(ImageLayout layout, Shape output) {
    Positions grid = layout.grid(output, kernels.lanes());
    return canStack(grid) && grid.runLength % (2 * Positions.QUAD * kernels.lanes()) == 0;
  }

  private boolean canStack(Positions grid) {
    return block == kernels.lanes() && !kernels.bridgesGaps() && grid.canStack();
  }

  /**
   * Adds the steps of a convolution and says what they are.
   *
   * @param pooled whether they include pooling by two
   */
  String plan(
      Op.Conv2d op, Shape image, Shape output, float floor, boolean pooled, int in, int out) {
    Tensor weight = op.weight();
    ImageLayout layout = inCacheLines(op, layout(op, image, output, pooled), output);
    int from = Border.add(kernels, layout, 0, in, slots, steps);
    Positions grid = grid(op, layout, output, pooled);
    slots.share(kernels.scratch(grid));
    int[] offsets = layout.offsets();
    int[] places = new int[weight.columns()];
    for (int k = 0; k < places.length; k++) {
      places[k] = k / offsets.length * layout.channelSize() + offsets[k % offsets.length];
    }
    boolean inOrder = grid.spills && grid.reads.length > 1;
    boolean dense = isDense(op) && !inOrder;
    if (dense) {
      DenseFilters filters = packed.filters(op, places);
      steps.add(new DenseLayer(kernels, filters, grid, floor, from, out));
    } else {
      int groupSize = image.dim(0) / op.groups() * layout.channelSize();
      Blocking blocking =
          pooled && !grid.stacked
              ? Blocking.none(places.length)
              : Blocking.of(op, layout, grid, kernels.lanes());
      SparseFilters filters =
          SparseFilters.of(
              weight, op.bias().clone(), places, output.dim(0) / op.groups(), groupSize, blocking);
      if (pooled) {
        PoolSquares squares = squares(layout, output, grid);
        if (grid.stacked) {
          slots.sums(kernels.sums(filters, grid));
        }
        steps.add(new PooledLayer(kernels, filters, grid, squares, floor, from, out));
      } else {
        steps.add(SparseLayer.of(kernels, filters, grid, floor, from, out, slots));
      }
    }
    if (from != in) {
      slots.release(from);
    }
    String kind = dense ? "dense convolution" : "sparse convolution";
    String of = block == 1 ? "" : " x " + block + " inputs";
    String over = layout.shifted() ? ", shifted copies" : "";
    return kind + of + ", " + LayerPlanner.percent(weight.density()) + over;
  }

  /** The squares of what the grid finds, which follows the layout where the grid bridges it. */
  private PoolSquares squares(ImageLayout layout, Shape output, Positions grid) {
    boolean bridged = grid.size() > output.dim(1) * output.dim(2) * block;
    int pitch = (bridged ? layout.pitch() : output.dim(2)) * block;
    return new PoolSquares(output.dim(1) / 2, output.dim(2) / 2, pitch, grid.size(), block);
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

  private Positions grid(Op.Conv2d op, ImageLayout layout, Shape output, boolean pooled) {
    Positions grid = layout.grid(output, kernels.lanes());
    if (!pooled || Blocking.isNeeded(op, layout)) {
      boolean stack = pooled ? canPoolStrips(layout, output) : canStack(grid);
      return stack ? grid.stacked() : grid;
    }
    if (grid.starts.length == 1) {
      return grid;
    }
    if (!kernels.bridgesGaps() && grid.canPair(block, kernels.lanes())) {
      return grid.paired(block);
    }
    Positions bridged = grid.bridged(kernels.lanes());
    boolean fewer = cost(layout, bridged, op) < cost(layout, grid, op);
    return fewer || kernels.bridgesGaps() ? bridged : grid;
  }

  /**
   * A block of images need not be copied for its own sake, but then each vector crosses a cache
   * line; a copy costs what so many weights cost.
   */
  private ImageLayout inCacheLines(Op.Conv2d op, ImageLayout layout, Shape output) {
    double loads = (double) op.weight().nonZeros() * output.dim(1) * output.dim(2);
    boolean pays = loads > LOADS_OF_A_COPY * layout.image().size();
    return layout.isPlain() && block == kernels.lanes() && CacheLines.matter(block) && pays
        ? layout.asCopy()
        : layout;
  }

  /** Vectors that are loaded or stored; what a single quad and a copied row take besides. */
  private double cost(ImageLayout layout, Positions grid, Op.Conv2d op) {
    int lanes = kernels.lanes();
    int quads = grid.reads.length;
    double row = (layout.pitch() * block + lanes - 1) / lanes;
    double perWeight = quads * Positions.QUAD + quads % 2;
    return op.weight().nonZeros() * perWeight + layout.copiedRows() * (2 * row + 8);
  }

  /** Vectors loaded or stored, and what takes as long, by a convolution that is pooled by two. */
  double pooledCost(Op.Conv2d op, Shape image, Shape output) {
    ImageLayout layout = layout(op, image, output, true);
    double vectors = Math.ceil(output.dim(2) / 2.0 / kernels.lanes());
    double squares = vectors * (output.dim(1) / 2) * output.dim(0);
    return cost(layout, grid(op, layout, output, true), op) + SQUARES_COST * squares;
  }
}
