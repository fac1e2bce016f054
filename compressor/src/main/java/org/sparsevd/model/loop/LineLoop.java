package org.sparsevd.model.loop;

/** A function of all elements of a line; one output for each. Sums are taken in double. */
@FunctionalInterface
public interface LineLoop {
  /** Reads a line of x and writes the same places of y, another array. */
  void run(float[] x, float[] y, Lines lines, int line);

  /** Each exponential is computed once, and rounded before it is divided by their sum. */
  static void softmax(float[] x, float[] y, Lines lines, int line) {
    float largest = largest(x, lines, line);
    double sum = 0;
    for (int i = 0; i < lines.length(); i++) {
      int place = lines.place(line, i);
      y[place] = Exponential.exp(x[place] - largest);
      sum += y[place];
    }
    double scale = 1 / sum;
    for (int i = 0; i < lines.length(); i++) {
      int place = lines.place(line, i);
      y[place] = (float) (y[place] * scale);
    }
  }

  /** The logarithm of Softmax, which is not computed itself: that of a tiny one is exact. */
  static void logSoftmax(float[] x, float[] y, Lines lines, int line) {
    double largest = largest(x, lines, line);
    double sum = 0;
    for (int i = 0; i < lines.length(); i++) {
      sum += Math.exp(x[lines.place(line, i)] - largest);
    }
    double logarithm = Math.log(sum);
    for (int i = 0; i < lines.length(); i++) {
      int place = lines.place(line, i);
      y[place] = (float) (x[place] - largest - logarithm);
    }
  }

  /** 1 at the first of the largest, 0 elsewhere. */
  static void hardmax(float[] x, float[] y, Lines lines, int line) {
    double largest = Double.NEGATIVE_INFINITY;
    int first = 0;
    for (int i = 0; i < lines.length(); i++) {
      double value = x[lines.place(line, i)];
      first = value > largest ? i : first;
      largest = Math.max(largest, value);
    }
    for (int i = 0; i < lines.length(); i++) {
      y[lines.place(line, i)] = i == first ? 1 : 0;
    }
  }

  /** Sum of all up to an element, this one included. */
  static void runningSum(float[] x, float[] y, Lines lines, int line) {
    double sum = 0;
    for (int i = 0; i < lines.length(); i++) {
      int place = lines.place(line, i);
      sum += x[place];
      y[place] = (float) sum;
    }
  }

  /** Divided by the root of the sum of squares. */
  static void byL2(float[] x, float[] y, Lines lines, int line) {
    double squares = 0;
    for (int i = 0; i < lines.length(); i++) {
      double value = x[lines.place(line, i)];
      squares += value * value;
    }
    divide(x, y, lines, line, Math.sqrt(squares));
  }

  /** Divided by the sum of magnitudes. */
  static void byL1(float[] x, float[] y, Lines lines, int line) {
    double sum = 0;
    for (int i = 0; i < lines.length(); i++) {
      sum += Math.abs((double) x[lines.place(line, i)]);
    }
    divide(x, y, lines, line, sum);
  }

  private static void divide(float[] x, float[] y, Lines lines, int line, double divisor) {
    for (int i = 0; i < lines.length(); i++) {
      int place = lines.place(line, i);
      y[place] = (float) (x[place] / divisor);
    }
  }

  private static float largest(float[] x, Lines lines, int line) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < lines.length(); i++) {
      largest = Math.max(largest, x[lines.place(line, i)]);
    }
    return largest;
  }
}
