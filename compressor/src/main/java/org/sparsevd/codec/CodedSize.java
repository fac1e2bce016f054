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

  /**
   * The size of a tensor in a file of many: a large one is tabled, and all of it counts as
   * magnitudes.
   */
  public static CodedSize inLargeFile(QuantizedTensor tensor, ColumnLayout grid) {
    if (!TabledTensor.isLarge(tensor.toTensor())) {
      return of(tensor, grid);
    }
    double bits = (double) Byte.SIZE * TabledTensor.encode(tensor).length;
    return new CodedSize(0, 0, 0, bits, new SizeMeter(tensor, grid).entropyBits());
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
