package org.sparsevd.model.loop;

/**
 * For each element of a line that is sampled anew the elements of the old line that it mixes, and
 * how much of each. Places are computed in float32, as ONNX Runtime does: where one lies on the
 * edge between two elements, the last bit decides.
 *
 * @param indices of elements, {@code taps} of them for each new one; -1 for the value that stands
 *     outside
 * @param weights likewise; those of an element sum to 1
 */
public record Resampling(int taps, int[] indices, double[] weights) {
  /** Where in the old line an element of the new one lies. */
  public enum Place {
    /** {@code (x + 1/2) / scale - 1/2}. */
    HALF_PIXEL,
    /** The same, and both lines have one middle. */
    HALF_PIXEL_SYMMETRIC,
    /** Half a pixel; 0 in a line of one element. */
    PYTORCH_HALF_PIXEL,
    /** The first and last elements of both lines lie upon each other. */
    ALIGN_CORNERS,
    /** {@code x / scale}. */
    ASYMMETRIC,
    /** {@code (x + 1/2) / scale}; x where the scale is 1. */
    HALF_PIXEL_FOR_NEAREST,
    /** Corners aligned to those of a part of the line; beyond its ends lies a fixed value. */
    CROP
  }

  /** What is made of the elements around a place. */
  public enum Sampler {
    /** The nearest; of two the one before. */
    ROUND_PREFER_FLOOR,
    /** The nearest; of two the one behind. */
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL,
    /** Between the two neighbours. */
    LINEAR,
    /** Of four neighbours (Keys 1981). */
    CUBIC,
    /** The same, of those neighbours that are there. */
    CUBIC_INSIDE;

    int taps() {
      return switch (this) {
        case ROUND_PREFER_FLOOR, ROUND_PREFER_CEIL, FLOOR, CEIL -> 1;
        case LINEAR -> 2;
        case CUBIC, CUBIC_INSIDE -> 4;
      };
    }
  }

  /**
   * How a line is sampled.
   *
   * @param scale elements of the new line for one of the old
   * @param start of the part that {@link Place#CROP} takes, as a share of the line
   * @param end of the part, likewise
   * @param cubic the coefficient of Keys's convolution, such as -0.75
   */
  public record Sampling(
      Place place, Sampler sampler, float scale, float start, float end, float cubic) {}

  /**
   * The mixture of each new element.
   *
   * @param stretched the length of the new line, or what it were if lengths had fractions
   */
  public static Resampling of(Sampling how, int oldLength, int newLength, float stretched) {
    int taps = how.sampler.taps();
    int[] indices = new int[Math.multiplyExact(newLength, taps)];
    double[] weights = new double[indices.length];
    for (int x = 0; x < newLength; x++) {
      float at = place(how, x, oldLength, newLength, stretched);
      if (how.place == Place.CROP && !(at >= 0 && at <= oldLength - 1)) {
        indices[x * taps] = -1;
        weights[x * taps] = 1;
      } else {
        mix(how, at, oldLength, x * taps, indices, weights);
      }
    }
    return new Resampling(taps, indices, weights);
  }

  private static float place(Sampling how, int x, int oldLength, int newLength, float stretched) {
    return switch (how.place) {
      case HALF_PIXEL -> (x + 0.5f) / how.scale - 0.5f;
      case HALF_PIXEL_SYMMETRIC -> {
        float middle = oldLength / 2f * (1 - newLength / (how.scale * oldLength));
        yield (float) (middle + (x + 0.5) / how.scale - 0.5);
      }
      case PYTORCH_HALF_PIXEL -> newLength > 1 ? (x + 0.5f) / how.scale - 0.5f : 0;
      case ALIGN_CORNERS -> stretched == 1 ? 0 : (float) x * (oldLength - 1) / (stretched - 1);
      case ASYMMETRIC -> x / how.scale;
      case HALF_PIXEL_FOR_NEAREST -> how.scale == 1 ? x : (x + 0.5f) / how.scale;
      case CROP ->
          stretched > 1
              ? how.start * (oldLength - 1)
                  + x * (how.end - how.start) * (oldLength - 1) / (stretched - 1)
              : 0.5f * (how.start + how.end) * (oldLength - 1);
    };
  }

  private static void mix(
      Sampling how, float at, int length, int from, int[] indices, double[] weights) {
    float floor = (float) Math.floor(at);
    double rest = at - floor;
    int first =
        switch (how.sampler) {
          case ROUND_PREFER_FLOOR -> (int) Math.ceil(at - 0.5);
          // A half that rounding took the last bit of is still a half.
          case ROUND_PREFER_CEIL -> (int) Math.floor(Math.nextUp(at) + 0.5);
          case FLOOR, LINEAR -> (int) floor;
          case CEIL -> (int) Math.ceil(at);
          case CUBIC, CUBIC_INSIDE -> (int) floor - 1;
        };
    double sum = 0;
    for (int k = 0; k < how.sampler.taps(); k++) {
      int index = first + k;
      boolean inside = index >= 0 && index < length;
      indices[from + k] = Math.max(0, Math.min(length - 1, index));
      double weight =
          switch (how.sampler) {
            case LINEAR -> k == 0 ? 1 - rest : rest;
            case CUBIC -> cubic(k - 1 - rest, how.cubic);
            case CUBIC_INSIDE -> inside ? cubic(k - 1 - rest, how.cubic) : 0;
            default -> 1;
          };
      weights[from + k] = weight;
      sum += weight;
    }
    for (int k = 0; k < how.sampler.taps(); k++) {
      weights[from + k] /= sum;
    }
  }

  /** Keys's convolution at a distance below 2. */
  private static double cubic(double distance, double a) {
    double d = Math.abs(distance);
    return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  }

  /** The new element of a line whose elements stand a stride apart. */
  public float of(int element, float[] x, int start, int stride, float outside) {
    double sum = 0;
    for (int tap = element * taps; tap < (element + 1) * taps; tap++) {
      float value = indices[tap] < 0 ? outside : x[start + indices[tap] * stride];
      // A neighbour without weight does not count, even where it is infinite.
      sum += weights[tap] == 0 ? 0 : weights[tap] * value;
    }
    return (float) sum;
  }
}
