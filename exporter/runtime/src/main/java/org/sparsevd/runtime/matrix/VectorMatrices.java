package org.sparsevd.runtime.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.FloatLanes;

/** The loops on the Vector API: six rows by two vectors of columns, and fewer rows at the end. */
public final class VectorMatrices implements MatrixKernels {
  private static final VectorSpecies<Float> SPECIES = FloatLanes.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;
  private static final int MOST_ROWS = 6;

  private final MatrixRows ones = new MatrixRows1();
  private final MatrixRows twos = new MatrixRows2();
  private final MatrixRows fours = new MatrixRows4();
  private final MatrixRows sixes = new MatrixRows6();

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int room() {
    return MOST_ROWS * WIDTH;
  }

  @Override
  public void add(
      float[] a,
      int x,
      int xStride,
      int rows,
      int count,
      float[] b,
      int w,
      int wStride,
      int wPanel,
      int columns,
      float[] c,
      int y,
      int yStride,
      float[] room) {
    int whole = columns - columns % WIDTH;
    int panel = w;
    for (int from = 0; from < whole; from += WIDTH) {
      int r = 0;
      while (r < rows) {
        int some = some(rows - r);
        int to = y + r * yStride + from;
        of(some).add(a, x + r * xStride, xStride, count, b, panel, wStride, c, to, yStride);
        r += some;
      }
      panel += wPanel;
    }
    int rest = columns - whole;
    for (int r = 0; rest > 0 && r < rows; ) {
      int some = some(rows - r);
      int to = y + r * yStride + whole;
      move(c, to, yStride, room, 0, WIDTH, some, rest);
      of(some).add(a, x + r * xStride, xStride, count, b, panel, wStride, room, 0, WIDTH);
      move(room, 0, WIDTH, c, to, yStride, some, rest);
      r += some;
    }
  }

  private static void move(
      float[] from, int at, int step, float[] to, int place, int toStep, int rows, int length) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, at + r * step, to, place + r * toStep, length);
    }
  }

  /** Rows to go on with: twice four instead of six and two. */
  private static int some(int left) {
    if (left == 8 || left == 4 || left == 5) {
      return 4;
    }
    return left >= MOST_ROWS ? MOST_ROWS : Math.min(left, 2);
  }

  private MatrixRows of(int rows) {
    return switch (rows) {
      case 6 -> sixes;
      case 4 -> fours;
      case 2 -> twos;
      default -> ones;
    };
  }

  @Override
  public float largest(float[] values, int from, int length, float[] room) {
    if (length < LANES) {
      return largest(values, from, from + length);
    }
    lanes(values, from, from + length - LANES, room);
    return largest(room, 0, LANES);
  }

  /** The largest of each lane; a method of its own, as reducing lanes left objects (JDK 25). */
  private static void lanes(float[] values, int from, int last, float[] room) {
    FloatVector most = FloatVector.fromArray(SPECIES, values, last);
    for (int i = from; i < last; i += LANES) {
      most = FloatVector.fromArray(SPECIES, values, i).max(most);
    }
    most.intoArray(room, 0);
  }

  private static float largest(float[] values, int from, int end) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < end; i++) {
      largest = values[i] > largest ? values[i] : largest;
    }
    return largest;
  }
}
