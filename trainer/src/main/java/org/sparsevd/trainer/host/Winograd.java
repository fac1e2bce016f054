package org.sparsevd.trainer.host;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.host.memory.ThreadFloats;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.vector.ProductCode;
import org.sparsevd.vector.ProductCode.Planes;

/**
 * Convolutions of 3x3 kernels at stride 1 with 16 multiplications for every four pixels and pair of
 * channels, where the sum over the kernel takes 36: F(2x2, 3x3) of Lavin and Gray, "Fast Algorithms
 * for Convolutional Neural Networks", CVPR 2016. Images are innermost, so its transforms are
 * additions of whole vectors, in machine code.
 *
 * <p>A square of 4x4 pixels becomes 16 points. At each point filters meet channels in a product of
 * matrices. Its 16 results become 2x2 pixels. Even a sum of numbers that are not negative may come
 * out a little below zero.
 */
final class Winograd {
  private static final VectorSpecies<Float> LANES = VectorMath.LANES;
  private static final int WIDTH = LANES.length();

  /** Of a kernel. */
  private static final int SIDE = 3;

  private static final int AREA = SIDE * SIDE;
  private static final int POINTS_WIDE = 4;

  /** Numbers of kernels between their two transforms. */
  private static final int MIDDLE = SIDE * POINTS_WIDE;

  /** Floats of all parts' sums, where so many parts keep threads busy: they stay in a cache. */
  private static final int MOST_SUMS = 1 << 18;

  /** Parts where sums are larger. As many threads share the work. */
  private static final int PARTS = 4;

  /** With fewer channels or filters the transforms take longer than the products they save. */
  private static final int FEWEST = 8;

  /** With fewer kernels, too. */
  private static final int FEWEST_KERNELS = 128;

  /** With fewer kernels the same holds for their gradient. */
  private static final int FEWEST_FOR_GRADIENT = 512;

  /** With more, what lies between the transforms would take as much memory as some nets. */
  private static final int MOST_KERNELS = 1 << 19;

  private final ProductCode code;
  private final Workers workers;
  private final ThreadFloats scratch = new ThreadFloats();
  private float[] panels = new float[0];
  private float[] sums = new float[0];

  Winograd(ProductCode code, Workers workers) {
    this.code = code;
    this.workers = workers;
  }

  /** Whether a convolution is one that it computes, and in less time. */
  static boolean pays(Geometry g) {
    Window w = g.frame().window();
    return w.kernelHeight() == 3
        && w.kernelWidth() == 3
        && w.strideHeight() == 1
        && w.strideWidth() == 1
        && w.dilationHeight() == 1
        && w.dilationWidth() == 1
        && g.outputHeight() % 2 == 0
        && g.outputWidth() % 2 == 0
        && g.groupInputs() >= FEWEST
        && g.groupOutputs() >= FEWEST
        && count(g) >= FEWEST_KERNELS
        && count(g) <= MOST_KERNELS;
  }

  /** Whether that holds for the gradient of its kernels, too. */
  static boolean paysForGradient(Geometry g) {
    return pays(g) && count(g) >= FEWEST_FOR_GRADIENT;
  }

  private static long count(Geometry g) {
    return (long) g.groupInputs() * g.groupOutputs();
  }

  /**
   * The kernels of one group.
   *
   * @param at where they begin
   * @param outputStep from a filter to the next
   * @param inputStep from a channel of a filter to the next
   * @param turned whether each is turned by half a turn
   */
  record Filters(
      float[] weight,
      int at,
      int outputs,
      int inputs,
      int outputStep,
      int inputStep,
      boolean turned) {}

  /**
   * {@code y[o, p, :] = sum over channels c and kernel k of weight[o, c, k] x[c, p + k, :]}.
   *
   * @param x images with their zeros around, whose first pixel the first kernel's corner meets
   * @param y where the first pixel of the output goes; what is there is overwritten
   * @param height of the output, even
   * @param width of the output, even
   */
  void product(Filters filters, Planes x, Planes y, int height, int width) {
    int rows = code.panelRows();
    int panelCount = (filters.outputs() + rows - 1) / rows;
    int step = panelCount * rows * filters.inputs();
    if (panels.length < ProductCode.POINTS * step) {
      panels = new float[ProductCode.POINTS * step];
    }
    workers.run(panelCount, panel -> pack(filters, panel, step));
    ProductCode.Panels left =
        new ProductCode.Panels(panels, 0, filters.inputs(), filters.outputs());
    Grid grid = new Grid(height, width, x.pixel());
    workers.run(
        grid.tasks(),
        i -> code.square(left, step, grid.moved(x, i), grid.moved(y, i), grid.vectors(i)));
  }

  /** Squares of 2x2 pixels, of which a block of images at a time is a task. */
  private final class Grid {
    private final int wide;
    private final int blocks;
    private final int vectors;
    private final int squares;

    /** Of images whose outputs have this extent; {@code images} are a multiple of the lanes. */
    Grid(int height, int width, int images) {
      if (images % code.lanes() != 0) {
        throw new IllegalArgumentException(
            images + " images are no multiple of " + code.lanes() + " lanes");
      }
      this.wide = width / 2;
      this.squares = height / 2 * wide;
      this.vectors = images / code.lanes();
      this.blocks = (vectors + code.tileVectors() - 1) / code.tileVectors();
    }

    int tasks() {
      return squares * blocks;
    }

    int vectors(int task) {
      int block = task % blocks;
      return vectors * (block + 1) / blocks - vectors * block / blocks;
    }

    /** Where a task begins. */
    Planes moved(Planes p, int task) {
      int square = task / blocks;
      int images = vectors * (task % blocks) / blocks * code.lanes();
      int at = square / wide * 2 * p.row() + square % wide * 2 * p.pixel() + images;
      return new Planes(p.data(), p.at() + at, p.channel(), p.row(), p.pixel());
    }
  }

  /** {@code G g G^T} of the kernels of some filters, as a panel of each point. */
  private void pack(Filters f, int panel, int step) {
    int rows = code.panelRows();
    int count = rows * f.inputs();
    float[] own = scratch.atLeast(AREA * count + MIDDLE * count);
    for (int r = 0; r < rows; r++) {
      int output = panel * rows + r;
      for (int c = 0; c < f.inputs(); c++) {
        int from = f.at() + output * f.outputStep() + c * f.inputStep();
        for (int i = 0; i < AREA; i++) {
          int place = f.turned() ? AREA - 1 - i : i;
          own[place * count + c * rows + r] = output < f.outputs() ? f.weight()[from + i] : 0;
        }
      }
    }
    int middle = AREA * count;
    for (int x = 0; x < SIDE; x++) {
      spread(own, x * count, SIDE * count, own, middle + x * count, SIDE * count, count);
    }
    for (int y = 0; y < POINTS_WIDE; y++) {
      int from = middle + y * SIDE * count;
      spread(own, from, count, panels, y * POINTS_WIDE * step + panel * count, step, count);
    }
  }

  /** From three numbers four: {@code a, (a + b + c) / 2, (a - b + c) / 2, c}. */
  private static void spread(
      float[] x, int at, int step, float[] y, int to, int toStep, int count) {
    for (int i = 0; i < count; i += WIDTH) {
      VectorMask<Float> mask = LANES.indexInRange(i, count);
      FloatVector a = FloatVector.fromArray(LANES, x, at + i, mask);
      FloatVector b = FloatVector.fromArray(LANES, x, at + step + i, mask);
      FloatVector c = FloatVector.fromArray(LANES, x, at + 2 * step + i, mask);
      FloatVector ends = a.add(c);
      a.intoArray(y, to + i, mask);
      ends.add(b).mul(0.5f).intoArray(y, to + toStep + i, mask);
      ends.sub(b).mul(0.5f).intoArray(y, to + 2 * toStep + i, mask);
      c.intoArray(y, to + 3 * toStep + i, mask);
    }
  }

  /**
   * {@code dW[o, c, k] = sum over pixels p and images of dy[o, p, :] x[c, p + k, :]}, {@code
   * [filters, channels, 3, 3]} from the target's place on. What is there is overwritten. Parts of
   * the image have sums of their own, so that the order of additions does not depend on how many
   * threads there are.
   */
  void weightGradient(Planes x, int channels, Planes dy, int filters, Target target, float[] dW) {
    int lanes = code.lanes();
    int rowLength = (channels + lanes - 1) / lanes * lanes;
    Grid grid = new Grid(target.height(), target.width(), x.pixel());
    int tasks = grid.tasks();
    int size = ProductCode.POINTS * filters * rowLength;
    int parts = Math.min(tasks, Math.max(PARTS, MOST_SUMS / size));
    Sums all = new Sums(parts, size, filters, rowLength);
    if (sums.length < parts * size) {
      sums = new float[parts * size];
    }
    workers.run(
        parts,
        part -> {
          Arrays.fill(sums, part * size, (part + 1) * size, 0);
          for (int i = tasks * part / parts; i < tasks * (part + 1) / parts; i++) {
            ProductCode.Square square =
                new ProductCode.Square(
                    grid.moved(x, i), channels, grid.moved(dy, i), filters, grid.vectors(i));
            code.squareGradient(square, sums, part * size);
          }
        });
    workers.ranges(
        filters,
        1,
        (from, to) -> {
          for (int filter = from; filter < to; filter++) {
            finish(all, filter, channels, target.at(), dW);
          }
        });
  }

  /**
   * Where a gradient goes.
   *
   * @param height of the output
   * @param width of the output
   * @param at where the first kernel begins
   */
  record Target(int height, int width, int at) {}

  /**
   * Sums of the points.
   *
   * @param parts of the image
   * @param size of a part's sums, {@code [points, filters, rowLength]}
   */
  private record Sums(int parts, int size, int filters, int rowLength) {}

  /** {@code G^T S G} of a filter's kernels. */
  private void finish(Sums all, int filter, int channels, int at, float[] dW) {
    int rowLength = all.rowLength();
    float[] own = scratch.atLeast((ProductCode.POINTS + MIDDLE + AREA) * rowLength);
    int middle = ProductCode.POINTS * rowLength;
    int last = middle + MIDDLE * rowLength;
    for (int point = 0; point < ProductCode.POINTS; point++) {
      total(all, (point * all.filters() + filter) * rowLength, own, point * rowLength);
    }
    for (int x = 0; x < POINTS_WIDE; x++) {
      int to = middle + x * rowLength;
      gather(own, x * rowLength, POINTS_WIDE * rowLength, to, POINTS_WIDE * rowLength, rowLength);
    }
    for (int y = 0; y < SIDE; y++) {
      int from = middle + y * POINTS_WIDE * rowLength;
      gather(own, from, rowLength, last + y * SIDE * rowLength, rowLength, rowLength);
    }
    for (int c = 0; c < channels; c++) {
      int to = at + (filter * channels + c) * AREA;
      for (int i = 0; i < AREA; i++) {
        dW[to + i] = own[last + i * rowLength + c];
      }
    }
  }

  private void total(Sums all, int from, float[] to, int at) {
    for (int i = 0; i < all.rowLength(); i += WIDTH) {
      FloatVector sum = FloatVector.fromArray(LANES, sums, from + i);
      for (int part = 1; part < all.parts(); part++) {
        sum = sum.add(FloatVector.fromArray(LANES, sums, from + part * all.size() + i));
      }
      sum.intoArray(to, at + i);
    }
  }

  /** From four numbers, of which the last has the other sign, three: the transpose of spread. */
  private static void gather(float[] x, int at, int step, int to, int toStep, int count) {
    for (int i = 0; i < count; i += WIDTH) {
      FloatVector b = FloatVector.fromArray(LANES, x, at + step + i);
      FloatVector c = FloatVector.fromArray(LANES, x, at + 2 * step + i);
      FloatVector half = b.add(c).mul(0.5f);
      FloatVector.fromArray(LANES, x, at + i).add(half).intoArray(x, to + i);
      b.sub(c).mul(0.5f).intoArray(x, to + toStep + i);
      half.sub(FloatVector.fromArray(LANES, x, at + 3 * step + i))
          .intoArray(x, to + 2 * toStep + i);
    }
  }
}
