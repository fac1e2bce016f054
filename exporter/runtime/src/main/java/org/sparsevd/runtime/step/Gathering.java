package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.tensor.Shape;

/**
 * Elements in another order, over a block of inputs.
 *
 * @param sources for each element of the output the one of the input; -1 for zero
 * @param zeros whether there are such
 */
public record Gathering(int[] sources, boolean zeros, int block, int in, int out)
    implements KernelStep {

  public Gathering(int[] sources, int block, int in, int out) {
    this(sources, hasZeros(sources), block, in, out);
  }

  private static boolean hasZeros(int[] sources) {
    for (int source : sources) {
      if (source < 0) {
        return true;
      }
    }
    return false;
  }

  /** Dimension {@code i} of the output is dimension {@code order[i]} of the input. */
  public static int[] transposed(Shape in, Shape out, int[] order) {
    int[] strides = in.strides();
    int[] sources = new int[out.size()];
    for (int i = 0; i < sources.length; i++) {
      int rest = i;
      for (int axis = order.length - 1; axis >= 0; axis--) {
        sources[i] += rest % out.dim(axis) * strides[order[axis]];
        rest /= out.dim(axis);
      }
    }
    return sources;
  }

  /** Each pixel as a rectangle; see {@link org.sparsevd.model.Op.Upsample2d}. */
  public static int[] upsampled(Shape in, Shape out, boolean zeros) {
    int height = out.dim(1) / in.dim(1);
    int width = out.dim(2) / in.dim(2);
    int[] sources = new int[out.size()];
    for (int i = 0; i < sources.length; i++) {
      int row = i / out.dim(2);
      int y = row % out.dim(1);
      int x = i % out.dim(2);
      boolean hit = y % height == 0 && x % width == 0;
      int from = (row / out.dim(1) * in.dim(1) + y / height) * in.dim(2) + x / width;
      sources[i] = hit || !zeros ? from : -1;
    }
    return sources;
  }

  @Override
  public void run(Scratch scratch) {
    float[] from = scratch.values(in);
    float[] to = scratch.values(out);
    if (block == 1 && !zeros) {
      move(sources, from, to);
      return;
    }
    for (int i = 0; i < sources.length; i++) {
      copy(from, sources[i] * block, to, i * block);
    }
  }

  private static void move(int[] sources, float[] from, float[] to) {
    for (int i = 0; i < sources.length; i++) {
      to[i] = from[sources[i]];
    }
  }

  private void copy(float[] from, int source, float[] to, int at) {
    for (int b = 0; b < block; b++) {
      to[at + b] = source < 0 ? 0 : from[source + b];
    }
  }
}
