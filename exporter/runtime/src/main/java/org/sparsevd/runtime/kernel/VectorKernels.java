package org.sparsevd.runtime.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.curve.CurveLoop;
import org.sparsevd.runtime.curve.CurveVectors;
import org.sparsevd.runtime.layout.DenseFilters;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.PoolSquares;
import org.sparsevd.runtime.layout.Positions;
import org.sparsevd.runtime.layout.RowCopies;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.vector.FloatLanes;

/** Kernels on the Vector API. Methods are small: of large ones, the JIT makes vectors objects. */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();

  /** Bytes that become a vector of floats; null where there are none so short. */
  private static final VectorSpecies<Byte> BYTES =
      LANES < 8 ? null : VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

  /** Of two floats that make a long, the first. */
  private static final long EVEN = 0xffff_ffffL;

  /** The even lanes, then the odd ones. */
  private static final VectorShuffle<Float> APART =
      VectorShuffle.fromOp(SPECIES, i -> 2 * i < LANES ? 2 * i : 2 * i - LANES + 1);

  /** Times this, all that is out of the ordinary is infinite or no number, and nothing else. */
  private static final float OVERFLOW = 0x1p78f;

  private final Kernels scalar = new ScalarKernels(true);

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int sliceHeight(int rows) {
    return ColumnVectors.height((rows - 1) / LANES + 1) * LANES;
  }

  @Override
  public boolean fuses() {
    return true;
  }

  @Override
  public boolean isCareful() {
    return false;
  }

  @Override
  public CurveLoop curve(Curve curve) {
    return CurveVectors.of(curve);
  }

  /** Large values overflow first and are no numbers then, and those stay what they are. */
  @Override
  public boolean areOrdinary(float[] values, int from, int length, Scratch scratch) {
    if (length < 2 * LANES) {
      return scalar.areOrdinary(values, from, length, scratch);
    }
    float[] sums = scratch.sums();
    zeros(values, from, length, sums);
    float sum = 0;
    for (int i = 0; i < 2 * LANES; i++) {
      sum += sums[i];
    }
    return sum == 0;
  }

  /**
   * Two vectors of zeros, or of what is no number where something is out of the ordinary. They
   * begin with values that are loaded: where they began with a constant, the JIT of JDK 17 left an
   * object of it.
   */
  private static void zeros(float[] values, int from, int length, float[] sums) {
    int last = from + length - 2 * LANES;
    FloatVector even = FloatVector.fromArray(SPECIES, values, last).mul(OVERFLOW).mul(0f);
    FloatVector odd = FloatVector.fromArray(SPECIES, values, last + LANES).mul(OVERFLOW).mul(0f);
    for (int i = from; i < last; i += 2 * LANES) {
      even = FloatVector.fromArray(SPECIES, values, i).mul(OVERFLOW).mul(0f).add(even);
      odd = FloatVector.fromArray(SPECIES, values, i + LANES).mul(OVERFLOW).mul(0f).add(odd);
    }
    even.intoArray(sums, 0);
    odd.intoArray(sums, LANES);
  }

  @Override
  public boolean bridgesGaps() {
    return false;
  }

  @Override
  public int scratch(Positions grid) {
    return grid.size();
  }

  @Override
  public int sums(SparseFilters filters, Positions grid) {
    boolean strips = grid.stacked || BlockVectors.canRun(filters, grid);
    return strips ? BlockVectors.sums(filters, grid) : 0;
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Positions grid,
      float[] in,
      float[] out,
      Scratch scratch,
      float floor) {
    SparseVectors.run(filters, grid, in, out, scratch.sums(), floor);
  }

  @Override
  public void sparse(
      SparseFilters filters,
      Positions grid,
      PoolSquares squares,
      float[] in,
      float[] out,
      Scratch scratch,
      float floor) {
    float[] channel = scratch.sums();
    if (grid.stacked) {
      BlockVectors.pooled(filters, grid, squares.size(), in, out, channel, floor);
      return;
    }
    for (int f = 0; f < filters.count(); f++) {
      int to = f * squares.size();
      if (grid.paired) {
        SparseVectors.pooled(filters, f, grid, in, out, to, floor);
      } else {
        SparseVectors.filter(filters, f, grid, in, channel, 0, floor);
        channel(squares, channel, 0, out, to);
      }
    }
  }

  @Override
  public void dense(
      DenseFilters filters, Positions grid, float[] in, float[] out, Scratch scratch, float floor) {
    DenseVectors.run(filters, grid, in, out, floor);
  }

  @Override
  public void multiply(DenseColumns columns, float[] x, float[] y, Scratch scratch, float floor) {
    ColumnVectors.multiply(columns, x, y, scratch.places(), floor);
  }

  @Override
  public void pooled(PhaseFilters filters, float[] in, float[] out, float floor) {
    PhaseVectors.run(filters, in, out, floor);
  }

  @Override
  public void pooled(ShiftedFilters filters, float[] in, int start, float[] out, float floor) {
    ShiftVectors.run(filters, in, start, out, floor);
  }

  @Override
  public void raise(float[] values, int length, float floor) {
    // As VectorQuad does it, but not called: in some JVMs that left two objects for each vector.
    for (int i = 0; floor > Float.NEGATIVE_INFINITY && i < length; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, values, i);
      value.blend(floor, value.compare(VectorOperators.LE, floor)).intoArray(values, i);
    }
  }

  /** Left to plain Java: transposing in registers made objects of the vectors (JDK 17). */
  @Override
  public void interleave(
      float[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    scalar.interleave(inputs, from, count, size, live, block, width);
  }

  @Override
  public void interleave(
      byte[] inputs, int from, int count, int size, int[] live, float[] block, int width) {
    scalar.interleave(inputs, from, count, size, live, block, width);
  }

  @Override
  public void widen(byte[] bytes, int from, int length, float[] floats) {
    int i = 0;
    for (; BYTES != null && i <= length - LANES; i += LANES) {
      widen(bytes, from + i, floats, i);
    }
    for (; i < length; i++) {
      floats[i] = bytes[from + i] & 0xff;
    }
  }

  /** A vector of unsigned bytes as floats: read as signed, negative ones are 256 too low. */
  private static void widen(byte[] bytes, int from, float[] floats, int to) {
    FloatVector signed =
        (FloatVector) ByteVector.fromArray(BYTES, bytes, from).castShape(SPECIES, 0);
    FloatVector raised = signed.add(256);
    signed.blend(raised, signed.compare(VectorOperators.LT, 0)).intoArray(floats, to);
  }

  @Override
  public void copy(float[] from, float[] to, int start, RowCopies rows) {
    int length = rows.length();
    if (length < LANES) {
      if (length >= 8) {
        copyShort(from, to, start, rows);
      } else {
        scalar.copy(from, to, start, rows);
      }
    } else if (length <= 2 * LANES) {
      copyPairs(from, to, start, rows);
    } else if (length <= 3 * LANES) {
      copyThree(from, to, start, rows);
    } else {
      copyLong(from, to, start, rows);
    }
  }

  /**
   * Rows of 8 to 15 floats where that is less than a vector, in two parts that may overlap; one by
   * one is faster than a call of {@code arraycopy}.
   */
  private static void copyShort(float[] from, float[] to, int start, RowCopies rows) {
    int[] sources = rows.sources();
    int[] targets = rows.targets();
    int last = rows.length() - 8;
    for (int r = 0; r < sources.length; r++) {
      int target = start + targets[r];
      copyEight(from, sources[r], to, target);
      if (last > 0) {
        copyEight(from, sources[r] + last, to, target + last);
      }
    }
  }

  private static void copyEight(float[] from, int source, float[] to, int target) {
    to[target] = from[source];
    to[target + 1] = from[source + 1];
    to[target + 2] = from[source + 2];
    to[target + 3] = from[source + 3];
    to[target + 4] = from[source + 4];
    to[target + 5] = from[source + 5];
    to[target + 6] = from[source + 6];
    to[target + 7] = from[source + 7];
  }

  /** Rows of one to two vectors, which may overlap. */
  private static void copyPairs(float[] from, float[] to, int start, RowCopies rows) {
    int[] sources = rows.sources();
    int[] targets = rows.targets();
    int last = rows.length() - LANES;
    for (int r = 0; r < sources.length; r++) {
      int target = start + targets[r];
      FloatVector.fromArray(SPECIES, from, sources[r]).intoArray(to, target);
      if (last > 0) {
        FloatVector.fromArray(SPECIES, from, sources[r] + last).intoArray(to, target + last);
      }
    }
  }

  /** Rows of two to three vectors, of which two may overlap. */
  private static void copyThree(float[] from, float[] to, int start, RowCopies rows) {
    int[] sources = rows.sources();
    int[] targets = rows.targets();
    int last = rows.length() - LANES;
    for (int r = 0; r < sources.length; r++) {
      int source = sources[r];
      int target = start + targets[r];
      FloatVector.fromArray(SPECIES, from, source).intoArray(to, target);
      FloatVector.fromArray(SPECIES, from, source + LANES).intoArray(to, target + LANES);
      FloatVector.fromArray(SPECIES, from, source + last).intoArray(to, target + last);
    }
  }

  private static void copyLong(float[] from, float[] to, int start, RowCopies rows) {
    int last = rows.length() - LANES;
    for (int r = 0; r < rows.sources().length; r++) {
      int source = rows.sources()[r];
      int target = start + rows.targets()[r];
      for (int i = 0; i < last; i += LANES) {
        FloatVector.fromArray(SPECIES, from, source + i).intoArray(to, target + i);
      }
      FloatVector.fromArray(SPECIES, from, source + last).intoArray(to, target + last);
    }
  }

  @Override
  public void largest(
      int[] offsets, Positions grid, int channels, int channelStride, float[] in, float[] out) {
    for (int c = 0; c < channels; c++) {
      for (int r = 0; r < grid.starts.length; r++) {
        int from = c * channelStride + grid.starts[r];
        int to = c * grid.size() + r * grid.runLength;
        for (int i = 0; i < grid.runLength; i += LANES) {
          largest(offsets, in, from + i, out, to + i);
        }
      }
    }
  }

  private static void largest(int[] offsets, float[] in, int from, float[] out, int to) {
    FloatVector largest = FloatVector.fromArray(SPECIES, in, from + offsets[0]);
    for (int k = 1; k < offsets.length; k++) {
      largest = VectorQuad.larger(largest, FloatVector.fromArray(SPECIES, in, from + offsets[k]));
    }
    largest.intoArray(out, to);
  }

  @Override
  public void largest(PoolSquares squares, int channels, float[] in, float[] out) {
    for (int c = 0; c < channels; c++) {
      channel(squares, in, c * squares.channelSize(), out, c * squares.size());
    }
  }

  private static void channel(PoolSquares squares, float[] in, int start, float[] out, int at) {
    int length = squares.columns() * squares.block();
    int pitch = squares.pitch();
    int row = 0;
    if (squares.block() == 1 && 2 * length == LANES) {
      for (; row < squares.rows() - 1; row += 2) {
        int from = start + 2 * row * pitch;
        squares(in, from, from + 2 * pitch, pitch, out, at + row * length);
      }
    }
    for (; row < squares.rows(); row++) {
      int from = start + 2 * row * pitch;
      if (squares.block() == 1) {
        row(in, from, pitch, length, out, at + row * length);
      } else {
        row(in, from, pitch, length, squares.block(), out, at + row * length);
      }
    }
  }

  /** A row of squares for a block of inputs. */
  private static void row(
      float[] in, int from, int below, int length, int block, float[] out, int to) {
    for (int i = 0; i < length; i += LANES) {
      int at = from + i / block * block + i;
      FloatVector left = square(in, at, below);
      FloatVector right = square(in, at + block, below);
      VectorQuad.larger(left, right).intoArray(out, to + i);
    }
  }

  private static FloatVector square(float[] in, int at, int below) {
    FloatVector upper = FloatVector.fromArray(SPECIES, in, at);
    return VectorQuad.larger(upper, FloatVector.fromArray(SPECIES, in, at + below));
  }

  /** A row of squares for one input; what is written past its end the next row writes again. */
  private static void row(float[] in, int from, int below, int length, float[] out, int to) {
    for (int i = 0; i < length; i += LANES) {
      squares(in, from + 2 * i, from + 2 * i + LANES, below, out, to + i);
    }
  }

  /**
   * A vector of squares, the first half of them from one place on, the second from another: the
   * larger of two rows, then of neighbours, in the even ones of their places. All in one method,
   * since what a method returns that the JIT does not inline is an object.
   */
  private static void squares(float[] in, int first, int second, int below, float[] out, int to) {
    FloatVector a = FloatVector.fromArray(SPECIES, in, first);
    FloatVector row = FloatVector.fromArray(SPECIES, in, first + below);
    a = a.blend(row, a.compare(VectorOperators.LT, row));
    LongVector odd = a.reinterpretAsLongs().lanewise(VectorOperators.LSHR, Float.SIZE);
    FloatVector next = odd.reinterpretAsFloats();
    a = a.blend(next, a.compare(VectorOperators.LT, next));
    FloatVector b = FloatVector.fromArray(SPECIES, in, second);
    row = FloatVector.fromArray(SPECIES, in, second + below);
    b = b.blend(row, b.compare(VectorOperators.LT, row));
    odd = b.reinterpretAsLongs().lanewise(VectorOperators.LSHR, Float.SIZE);
    next = odd.reinterpretAsFloats();
    b = b.blend(next, b.compare(VectorOperators.LT, next));
    LongVector low = a.reinterpretAsLongs().and(EVEN);
    LongVector high = b.reinterpretAsLongs().lanewise(VectorOperators.LSHL, Float.SIZE);
    low.or(high).reinterpretAsFloats().rearrange(APART).intoArray(out, to);
  }
}
