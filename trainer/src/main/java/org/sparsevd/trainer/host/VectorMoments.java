package org.sparsevd.trainer.host;

import static org.sparsevd.trainer.host.VectorMath.LANES;
import static org.sparsevd.trainer.host.VectorMath.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Sums over a channel: lane by lane, lanes then added in order. */
final class VectorMoments {
  /** Numbers summed in single precision before they join a sum in double precision. */
  private static final int CHUNK = 4096;

  private final ScalarTrainingKernels scalar = new ScalarTrainingKernels();
  private final float[] lanes = new float[2 * WIDTH];

  void moments(float[] x, int at, int count, float center, float[] pair) {
    double first = 0;
    double second = 0;
    int whole = count / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += CHUNK) {
      distances(x, at + i, Math.min(CHUNK, whole - i), center);
      first += total(0);
      second += total(WIDTH);
    }
    scalar.moments(x, at + whole, count - whole, center, pair);
    pair[0] += (float) first;
    pair[1] += (float) second;
  }

  void comoments(float[] x, float[] dy, int at, int count, float center, float[] pair) {
    double first = 0;
    double second = 0;
    int whole = count / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += CHUNK) {
      products(x, dy, at + i, Math.min(CHUNK, whole - i), center);
      first += total(0);
      second += total(WIDTH);
    }
    scalar.comoments(x, dy, at + whole, count - whole, center, pair);
    pair[0] += (float) first;
    pair[1] += (float) second;
  }

  private void distances(float[] x, int at, int count, float center) {
    FloatVector first = FloatVector.zero(LANES);
    FloatVector second = FloatVector.zero(LANES);
    for (int i = at; i < at + count; i += WIDTH) {
      FloatVector distance = FloatVector.fromArray(LANES, x, i).sub(center);
      first = first.add(distance);
      second = distance.fma(distance, second);
    }
    first.intoArray(lanes, 0);
    second.intoArray(lanes, WIDTH);
  }

  private void products(float[] x, float[] dy, int at, int count, float center) {
    FloatVector first = FloatVector.zero(LANES);
    FloatVector second = FloatVector.zero(LANES);
    for (int i = at; i < at + count; i += WIDTH) {
      FloatVector gradient = FloatVector.fromArray(LANES, dy, i);
      FloatVector distance = FloatVector.fromArray(LANES, x, i).sub(center);
      first = first.add(gradient);
      second = gradient.fma(distance, second);
    }
    first.intoArray(lanes, 0);
    second.intoArray(lanes, WIDTH);
  }

  private double total(int from) {
    double total = 0;
    for (int l = from; l < from + WIDTH; l++) {
      total += lanes[l];
    }
    return total;
  }
}
