package org.sparsevd.cli.verify;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ValueNumbers;
import org.sparsevd.runtime.Value;

/**
 * How an output of ours differs from ONNX Runtime's, over one call or several.
 *
 * @param shape of the last call
 * @param largest difference of an element
 * @param scale largest magnitude of an element that was expected
 * @param square sum of the squares of the differences
 * @param expectedSquare sum of the squares of the expected elements
 * @param compared elements that are finite in one of both
 * @param cosine of both as vectors, the least of all calls; 1 where both are zero
 */
record OutputDifference(
    String name,
    String shape,
    double largest,
    double scale,
    double square,
    double expectedSquare,
    long compared,
    double cosine) {

  /**
   * Of one call. Infinities and what is no number differ from all but themselves.
   *
   * @param batched whether one number for each input of a batch may be a list of one
   * @throws CliException if types or shapes differ
   */
  static OutputDifference of(String name, Value found, Value expected, boolean batched)
      throws CliException {
    String shape = expected.shape().toString();
    boolean listOfOnes =
        batched
            && found.shape().size() == expected.shape().size()
            && found.shape().rank() == expected.shape().rank() + 1;
    if (found.type() != expected.type() || !found.shape().equals(expected.shape()) && !listOfOnes) {
      throw CliException.notVerified(
          "output '" + name + "': expected " + expected + " as ONNX Runtime's, found " + found);
    }
    float[] left = ValueNumbers.of(found);
    float[] right = ValueNumbers.of(expected);
    double largest = 0;
    double scale = 0;
    double square = 0;
    double expectedSquare = 0;
    double foundSquare = 0;
    double product = 0;
    long compared = 0;
    for (int i = 0; i < left.length; i++) {
      if (Float.compare(left[i], right[i]) == 0 && !Float.isFinite(left[i])) {
        continue;
      }
      compared++;
      double difference = Math.abs((double) left[i] - right[i]);
      // A difference that is no number is larger than any.
      difference = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
      largest = Math.max(largest, difference);
      scale = Math.max(scale, Math.abs(right[i]));
      square += difference * difference;
      expectedSquare += (double) right[i] * right[i];
      foundSquare += (double) left[i] * left[i];
      product += (double) left[i] * right[i];
    }
    double lengths = Math.sqrt(expectedSquare) * Math.sqrt(foundSquare);
    double cosine = expectedSquare == 0 && foundSquare == 0 ? 1 : product / lengths;
    return new OutputDifference(
        name, shape, largest, scale, square, expectedSquare, compared, cosine);
  }

  /** The worse of two calls. */
  OutputDifference with(OutputDifference next) {
    return new OutputDifference(
        name,
        next.shape,
        Math.max(largest, next.largest),
        Math.max(scale, next.scale),
        square + next.square,
        expectedSquare + next.expectedSquare,
        compared + next.compared,
        Math.min(cosine, next.cosine));
  }

  /** Whether anything was compared: two values without a finite element say nothing. */
  boolean saysSomething() {
    return compared > 0;
  }

  /** The largest difference, as a share of the largest magnitude unless all are zero. */
  double share() {
    return scale == 0 ? largest : largest / scale;
  }

  /** Root mean square of the differences, in percent of that of the expected elements. */
  double rmsPercent() {
    return square == 0 ? 0 : 100 * Math.sqrt(square) / Math.sqrt(expectedSquare);
  }

  Map<String, Object> json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", name);
    fields.put("shape", shape);
    fields.put("maxAbsDifference", largest);
    fields.put("largest", scale);
    fields.put("compared", compared);
    fields.put("share", share());
    fields.put("differencePercent", rmsPercent());
    fields.put("cosine", cosine);
    return fields;
  }
}
