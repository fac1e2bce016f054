package org.sparsevd.codec;

/**
 * What a tensor takes in a coded stream, in bits by the probabilities that coded them, and what a
 * code without contexts would need at least.
 *
 * @param header step, density, live rows and columns
 * @param positions which positions of live rows and columns hold symbols
 * @param signs of those
 * @param magnitudes of those
 * @param entropy of the live rows and columns, the positions among them and the symbols, each by
 *     their frequencies alone
 */
public record CodedSize(
    double header, double positions, double signs, double magnitudes, double entropy) {

  /** The size of a tensor whose columns lie in an image as {@code grid} says. */
  public static CodedSize of(QuantizedTensor tensor, ColumnLayout grid) {
    return new SizeMeter(tensor, grid.within(tensor.shape())).measure();
  }

  /** All bits. */
  public double total() {
    return header + positions + signs + magnitudes;
  }

  /** Both sizes together. */
  public CodedSize plus(CodedSize other) {
    return new CodedSize(
        header + other.header,
        positions + other.positions,
        signs + other.signs,
        magnitudes + other.magnitudes,
        entropy + other.entropy);
  }
}
