package org.sparsevd.runtime;

/**
 * The way of inputs into a plan's first buffer and of results out of its last: a block of {@code
 * width} inputs lies there with element {@code i} of input {@code b} at {@code i * width + b}.
 */
record Block(int width) {

  /**
   * Inputs {@code [count, size]} from {@code from} on; places beyond the count keep what they had.
   */
  void pack(float[] inputs, int from, int count, int size, float[] block) {
    if (width == 1) {
      System.arraycopy(inputs, from, block, 0, size);
      return;
    }
    for (int b = 0; b < count; b++) {
      packOne(inputs, from + b * size, size, block, b);
    }
  }

  private void packOne(float[] inputs, int from, int size, float[] block, int b) {
    int to = b;
    for (int i = from; i < from + size; i++) {
      block[to] = inputs[i];
      to += width;
    }
  }

  /** The same for unsigned bytes. */
  void pack(byte[] pixels, int from, int count, int size, float[] block) {
    for (int b = 0; b < count; b++) {
      packOne(pixels, from + b * size, size, block, b);
    }
  }

  private void packOne(byte[] pixels, int from, int size, float[] block, int b) {
    int to = b;
    for (int i = from; i < from + size; i++) {
      block[to] = pixels[i] & 0xff;
      to += width;
    }
  }

  /** Results {@code [count, size]}, written from {@code to} on. */
  void unpack(float[] block, int count, int size, float[] outputs, int to) {
    int at = to;
    for (int b = 0; b < count; b++) {
      for (int i = 0; i < size; i++) {
        outputs[at++] = block[i * width + b];
      }
    }
  }
}
