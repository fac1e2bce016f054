package org.sparsevd.runtime;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the Vector API: sums live in registers while a filter's weights stream by, each
 * broadcast against the vectors of a {@link Grid} tile.
 *
 * <p>Methods are small on purpose: the JIT gives up on large ones, and then every vector is an
 * object.
 */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Float> OCTET = FloatVector.SPECIES_256;
  private static final VectorSpecies<Byte> OCTET_BYTES = ByteVector.SPECIES_64;
  private static final VectorShuffle<Float> EVEN = VectorShuffle.iota(SPECIES, 0, 2, true);
  private static final VectorMask<Float> UPPER =
      VectorMask.fromLong(SPECIES, (1L << LANES) - (1L << LANES / 2));

  private final Kernels scalar = new ScalarKernels();

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu) {
    for (int f = 0; f < filters.count(); f++) {
      for (int t = 0; t < grid.tiles; t++) {
        tile(filters, f, grid, t * Grid.TILE, in, out, relu);
      }
      for (int t = 0; t < grid.halfTiles; t++) {
        halfTile(filters, f, grid, grid.tiles * Grid.TILE + t * Grid.TILE / 2, in, out, relu);
      }
    }
  }

  private static void tile(
      SparseFilters filters, int f, Grid grid, int v, float[] in, float[] out, boolean relu) {
    int[] reads = grid.reads;
    int r0 = reads[v];
    int r1 = reads[v + 1];
    int r2 = reads[v + 2];
    int r3 = reads[v + 3];
    int r4 = reads[v + 4];
    int r5 = reads[v + 5];
    int r6 = reads[v + 6];
    int r7 = reads[v + 7];
    FloatVector s0 = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int offset = offsets[k];
      s0 = FloatVector.fromArray(SPECIES, in, r0 + offset).fma(weight, s0);
      s1 = FloatVector.fromArray(SPECIES, in, r1 + offset).fma(weight, s1);
      s2 = FloatVector.fromArray(SPECIES, in, r2 + offset).fma(weight, s2);
      s3 = FloatVector.fromArray(SPECIES, in, r3 + offset).fma(weight, s3);
      s4 = FloatVector.fromArray(SPECIES, in, r4 + offset).fma(weight, s4);
      s5 = FloatVector.fromArray(SPECIES, in, r5 + offset).fma(weight, s5);
      s6 = FloatVector.fromArray(SPECIES, in, r6 + offset).fma(weight, s6);
      s7 = FloatVector.fromArray(SPECIES, in, r7 + offset).fma(weight, s7);
    }
    int[] writes = grid.writes;
    int to = f * grid.size();
    store(s0, out, to + writes[v], relu);
    store(s1, out, to + writes[v + 1], relu);
    store(s2, out, to + writes[v + 2], relu);
    store(s3, out, to + writes[v + 3], relu);
    store(s4, out, to + writes[v + 4], relu);
    store(s5, out, to + writes[v + 5], relu);
    store(s6, out, to + writes[v + 6], relu);
    store(s7, out, to + writes[v + 7], relu);
  }

  private static void halfTile(
      SparseFilters filters, int f, Grid grid, int v, float[] in, float[] out, boolean relu) {
    int[] reads = grid.reads;
    int r0 = reads[v];
    int r1 = reads[v + 1];
    int r2 = reads[v + 2];
    int r3 = reads[v + 3];
    FloatVector s0 = FloatVector.broadcast(SPECIES, filters.bias()[f]);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int end = filters.starts()[f + 1];
    for (int k = filters.starts()[f]; k < end; k++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[k]);
      int offset = offsets[k];
      s0 = FloatVector.fromArray(SPECIES, in, r0 + offset).fma(weight, s0);
      s1 = FloatVector.fromArray(SPECIES, in, r1 + offset).fma(weight, s1);
      s2 = FloatVector.fromArray(SPECIES, in, r2 + offset).fma(weight, s2);
      s3 = FloatVector.fromArray(SPECIES, in, r3 + offset).fma(weight, s3);
    }
    int[] writes = grid.writes;
    int to = f * grid.size();
    store(s0, out, to + writes[v], relu);
    store(s1, out, to + writes[v + 1], relu);
    store(s2, out, to + writes[v + 2], relu);
    store(s3, out, to + writes[v + 3], relu);
  }

  /** Compare and blend: as {@code max(0)} but cheaper, and not a number stays one. */
  private static void store(FloatVector sum, float[] out, int at, boolean relu) {
    if (relu) {
      sum.blend(0, sum.compare(VectorOperators.LT, 0)).intoArray(out, at);
    } else {
      sum.intoArray(out, at);
    }
  }

  @Override
  public void dense(
      DenseFilters filters,
      Grid grid,
      float[] in,
      float[] out,
      float[] sums,
      float[] copy,
      boolean relu) {
    for (int g = 0; g < filters.groups(); g++) {
      for (int v = 0; v < grid.reads.length; v += 2) {
        denseTile(filters, g, grid, v, in, out, relu);
      }
    }
  }

  private static void denseTile(
      DenseFilters filters, int g, Grid grid, int v, float[] in, float[] out, boolean relu) {
    int[] offsets = filters.offsets();
    float[] weights = filters.weights();
    int r0 = grid.reads[v];
    int r1 = grid.reads[v + 1];
    FloatVector a0 = FloatVector.broadcast(SPECIES, filters.bias()[filters.filter(g, 0)]);
    FloatVector b0 = FloatVector.broadcast(SPECIES, filters.bias()[filters.filter(g, 1)]);
    FloatVector c0 = FloatVector.broadcast(SPECIES, filters.bias()[filters.filter(g, 2)]);
    FloatVector d0 = FloatVector.broadcast(SPECIES, filters.bias()[filters.filter(g, 3)]);
    FloatVector a1 = a0;
    FloatVector b1 = b0;
    FloatVector c1 = c0;
    FloatVector d1 = d0;
    int w = g * offsets.length * DenseFilters.GROUP;
    for (int k = 0; k < offsets.length; k++) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, r0 + offsets[k]);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, r1 + offsets[k]);
      FloatVector weight = FloatVector.broadcast(SPECIES, weights[w]);
      a0 = x0.fma(weight, a0);
      a1 = x1.fma(weight, a1);
      weight = FloatVector.broadcast(SPECIES, weights[w + 1]);
      b0 = x0.fma(weight, b0);
      b1 = x1.fma(weight, b1);
      weight = FloatVector.broadcast(SPECIES, weights[w + 2]);
      c0 = x0.fma(weight, c0);
      c1 = x1.fma(weight, c1);
      weight = FloatVector.broadcast(SPECIES, weights[w + 3]);
      d0 = x0.fma(weight, d0);
      d1 = x1.fma(weight, d1);
      w += DenseFilters.GROUP;
    }
    int size = grid.size();
    storePair(a0, a1, out, filters.filter(g, 0) * size, grid.writes, v, relu);
    storePair(b0, b1, out, filters.filter(g, 1) * size, grid.writes, v, relu);
    storePair(c0, c1, out, filters.filter(g, 2) * size, grid.writes, v, relu);
    storePair(d0, d1, out, filters.filter(g, 3) * size, grid.writes, v, relu);
  }

  private static void storePair(
      FloatVector x0, FloatVector x1, float[] out, int to, int[] writes, int v, boolean relu) {
    store(x0, out, to + writes[v], relu);
    store(x1, out, to + writes[v + 1], relu);
  }

  @Override
  public void multiply(
      float[] weight, int columns, float[] bias, float[] x, float[] y, boolean relu) {
    int r = 0;
    for (; r < bias.length - 1; r += 2) {
      multiplyPair(weight, columns, bias, x, y, r);
    }
    if (r < bias.length) {
      y[r] = bias[r] + dot(weight, r * columns, x, columns);
    }
    for (r = 0; relu && r < bias.length; r++) {
      y[r] = Math.max(y[r], 0);
    }
  }

  private static void multiplyPair(
      float[] weight, int columns, float[] bias, float[] x, float[] y, int r) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    int a = r * columns;
    int b = a + columns;
    int c = 0;
    for (; c <= columns - 2 * LANES; c += 2 * LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, c + LANES);
      a0 = FloatVector.fromArray(SPECIES, weight, a + c).fma(x0, a0);
      a1 = FloatVector.fromArray(SPECIES, weight, a + c + LANES).fma(x1, a1);
      b0 = FloatVector.fromArray(SPECIES, weight, b + c).fma(x0, b0);
      b1 = FloatVector.fromArray(SPECIES, weight, b + c + LANES).fma(x1, b1);
    }
    float first = bias[r] + a0.add(a1).reduceLanes(VectorOperators.ADD);
    float second = bias[r + 1] + b0.add(b1).reduceLanes(VectorOperators.ADD);
    for (; c < columns; c++) {
      first += weight[a + c] * x[c];
      second += weight[b + c] * x[c];
    }
    y[r] = first;
    y[r + 1] = second;
  }

  private static float dot(float[] weight, int from, float[] x, int columns) {
    FloatVector sums = FloatVector.zero(SPECIES);
    int c = 0;
    for (; c <= columns - LANES; c += LANES) {
      FloatVector values = FloatVector.fromArray(SPECIES, x, c);
      sums = FloatVector.fromArray(SPECIES, weight, from + c).fma(values, sums);
    }
    float sum = sums.reduceLanes(VectorOperators.ADD);
    for (; c < columns; c++) {
      sum += weight[from + c] * x[c];
    }
    return sum;
  }

  /** Left to plain Java: transposing in registers made objects of the vectors (JDK 17). */
  @Override
  public void interleave(
      float[] inputs, int from, int count, int size, float[] block, int width, int first) {
    scalar.interleave(inputs, from, count, size, block, width, first);
  }

  @Override
  public void widen(byte[] bytes, int from, int length, float[] floats) {
    int i = 0;
    for (; LANES >= OCTET.length() && i <= length - OCTET.length(); i += OCTET.length()) {
      widen(bytes, from + i, floats, i);
    }
    for (; i < length; i++) {
      floats[i] = bytes[from + i] & 0xff;
    }
  }

  /** Eight unsigned bytes as floats: read as signed, negative ones are 256 too low. */
  private static void widen(byte[] bytes, int from, float[] floats, int to) {
    FloatVector signed =
        (FloatVector) ByteVector.fromArray(OCTET_BYTES, bytes, from).castShape(OCTET, 0);
    FloatVector raised = signed.add(256);
    signed.blend(raised, signed.compare(VectorOperators.LT, 0)).intoArray(floats, to);
  }

  @Override
  public void largest(
      int[] offsets, Grid grid, int channels, int channelStride, float[] in, float[] out) {
    for (int c = 0; c < channels; c++) {
      for (int v = 0; v < grid.reads.length; v++) {
        int from = c * channelStride + grid.reads[v];
        FloatVector largest = FloatVector.fromArray(SPECIES, in, from + offsets[0]);
        for (int k = 1; k < offsets.length; k++) {
          largest = largest.max(FloatVector.fromArray(SPECIES, in, from + offsets[k]));
        }
        largest.intoArray(out, c * grid.size() + grid.writes[v]);
      }
    }
  }

  @Override
  public void largestOfSquares(int channels, int height, int width, float[] in, float[] out) {
    int outWidth = width / 2;
    int to = 0;
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < height / 2; row++) {
        int from = (c * height + 2 * row) * width;
        for (int i = 0; i < outWidth; i += LANES) {
          int within = Math.max(0, Math.min(i, outWidth - LANES));
          squares(in, from + 2 * within, width, out, to + within);
        }
        to += outWidth;
      }
    }
  }

  /** Two vectors of neighbours' maxima, of which the even lanes count, become one. */
  private static void squares(float[] in, int from, int width, float[] out, int to) {
    FloatVector low = square(in, from, width).rearrange(EVEN);
    FloatVector high = square(in, from + LANES, width).rearrange(EVEN);
    low.blend(high, UPPER).intoArray(out, to);
  }

  private static FloatVector square(float[] in, int from, int width) {
    FloatVector above = FloatVector.fromArray(SPECIES, in, from);
    above = above.max(FloatVector.fromArray(SPECIES, in, from + 1));
    FloatVector below = FloatVector.fromArray(SPECIES, in, from + width);
    below = below.max(FloatVector.fromArray(SPECIES, in, from + width + 1));
    return above.max(below);
  }
}
