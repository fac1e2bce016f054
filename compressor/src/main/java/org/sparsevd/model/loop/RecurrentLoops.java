package org.sparsevd.model.loop;

import java.util.Arrays;

/**
 * One layer of a recurrent net in one direction, by its equations as ONNX states them (operators
 * RNN, GRU and LSTM). Sums are taken in double, states are floats. A weight that is zero has no
 * effect, whatever it would be multiplied by.
 *
 * @param weights {@code [gates * hidden, inputs]}
 * @param recurrent {@code [gates * hidden, hidden]}
 * @param vectors biases of the one, biases of the other, and peepholes, if any
 * @param rules what is done with the sums
 */
public record RecurrentLoops(
    Cell cell, Size size, float[] weights, float[] recurrent, float[] vectors, Rules rules) {

  /**
   * Numbers of a layer.
   *
   * @param steps length of the sequence
   * @param width floats of the output at each step: hidden ones, or twice as many
   */
  public record Size(int steps, int batch, int inputs, int hidden, int width) {}

  /**
   * What is done with the sums.
   *
   * @param f of the gates
   * @param g of what may enter the state
   * @param h of the cell's state, where there is one
   * @param clip arguments of f and g lie between this and its negative
   * @param variant a GRU resets the product, not the state; an LSTM forgets what it does not take
   *     in
   * @param peepholes whether gates of an LSTM see the cell's state
   * @param backwards whether the last step comes first
   */
  public record Rules(
      Activation f,
      Activation g,
      Activation h,
      float clip,
      boolean variant,
      boolean peepholes,
      boolean backwards) {

    private double f(double sum) {
      return f.apply(clipped(sum));
    }

    private double g(double sum) {
      return g.apply(clipped(sum));
    }

    private double clipped(double sum) {
      return Math.max(-clip, Math.min(clip, sum));
    }
  }

  /** Floats of scratch that {@link #run} uses: the state before a step, and the cell's or reset. */
  public static int scratch(int hidden) {
    return 2 * hidden;
  }

  /**
   * Runs all steps.
   *
   * @param x {@code [steps, batch, inputs]}
   * @param state the first hidden state {@code [batch, hidden]}; null for zeros
   * @param cells the first state of cells, likewise
   * @param scratch of {@link #scratch} floats
   * @param out {@code [steps, batch, width]}: hidden states, behind each those of cells if wanted
   */
  public void run(float[] x, float[] state, float[] cells, float[] scratch, float[] out) {
    int hidden = size.hidden;
    for (int b = 0; b < size.batch; b++) {
      start(state, b, scratch, 0);
      start(cells, b, scratch, hidden);
      for (int step = 0; step < size.steps; step++) {
        int t = rules.backwards ? size.steps - 1 - step : step;
        int row = t * size.batch + b;
        step(x, row * size.inputs, scratch, out, row * size.width);
        System.arraycopy(out, row * size.width, scratch, 0, hidden);
        if (size.width > hidden) {
          System.arraycopy(scratch, hidden, out, row * size.width + hidden, hidden);
        }
      }
    }
  }

  private void start(float[] given, int b, float[] scratch, int at) {
    if (given == null) {
      Arrays.fill(scratch, at, at + size.hidden, 0);
    } else {
      System.arraycopy(given, b * size.hidden, scratch, at, size.hidden);
    }
  }

  private void step(float[] x, int at, float[] scratch, float[] out, int to) {
    switch (cell) {
      case RNN -> {
        for (int j = 0; j < size.hidden; j++) {
          out[to + j] = (float) rules.f(input(j, x, at) + recurrent(j, scratch, 0));
        }
      }
      case GRU -> gru(x, at, scratch, out, to);
      case LSTM -> lstm(x, at, scratch, out, to);
    }
  }

  private void gru(float[] x, int at, float[] scratch, float[] out, int to) {
    int hidden = size.hidden;
    for (int j = 0; j < hidden; j++) {
      int row = hidden + j;
      double reset = rules.f(input(row, x, at) + recurrent(row, scratch, 0));
      scratch[hidden + j] = (float) (rules.variant ? reset : reset * scratch[j]);
    }
    for (int j = 0; j < hidden; j++) {
      int row = 2 * hidden + j;
      double product =
          rules.variant
              ? scratch[hidden + j] * recurrent(row, scratch, 0)
              : recurrent(row, scratch, hidden);
      double next = rules.g(input(row, x, at) + product);
      double update = rules.f(input(j, x, at) + recurrent(j, scratch, 0));
      out[to + j] = (float) ((1 - update) * next + update * scratch[j]);
    }
  }

  private void lstm(float[] x, int at, float[] scratch, float[] out, int to) {
    int hidden = size.hidden;
    for (int j = 0; j < hidden; j++) {
      double before = scratch[hidden + j];
      double take = rules.f(sum(j, x, at, scratch) + peephole(0, j, before));
      int forgets = 2 * hidden + j;
      double keep =
          rules.variant ? 1 - take : rules.f(sum(forgets, x, at, scratch) + peephole(2, j, before));
      double cell = keep * before + take * rules.g(sum(3 * hidden + j, x, at, scratch));
      double show = rules.f(sum(hidden + j, x, at, scratch) + peephole(1, j, cell));
      scratch[hidden + j] = (float) cell;
      out[to + j] = (float) (show * rules.h.apply(cell));
    }
  }

  private double peephole(int gate, int unit, double cell) {
    int at = (2 * cell().gates() + gate) * size.hidden + unit;
    return rules.peepholes ? vectors[at] * cell : 0;
  }

  private double sum(int row, float[] x, int at, float[] scratch) {
    return input(row, x, at) + recurrent(row, scratch, 0);
  }

  private double input(int row, float[] x, int at) {
    return vectors[row] + product(weights, row, size.inputs, x, at);
  }

  private double recurrent(int row, float[] state, int at) {
    double bias = vectors[cell.gates() * size.hidden + row];
    return bias + product(recurrent, row, size.hidden, state, at);
  }

  private static double product(float[] matrix, int row, int columns, float[] x, int at) {
    double sum = 0;
    int from = row * columns;
    for (int i = 0; i < columns; i++) {
      float weight = matrix[from + i];
      sum += weight == 0 ? 0 : (double) weight * x[at + i];
    }
    return sum;
  }
}
