package org.sparsevd.model.loop;

/** Kinds of recurrent layers, by what one unit keeps and computes. */
public enum Cell {
  /** A sum and its activation (Elman 1990). */
  RNN(1),
  /** Gates update and reset, and the candidate (Cho and others 2014). */
  GRU(3),
  /** Gates input, output and forget, and the candidate (Hochreiter and Schmidhuber 1997). */
  LSTM(4);

  private final int gates;

  Cell(int gates) {
    this.gates = gates;
  }

  /** Rows of the weights for each hidden unit. */
  public int gates() {
    return gates;
  }
}
