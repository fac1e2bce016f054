package org.sparsevd.runtime;

/**
 * The way of inputs into a plan's first buffer and of results out of its last: element {@code i} of
 * input {@code b} of a block of {@code width} inputs lies there at {@code i * width + b}.
 *
 * @param size elements of an input
 */
record Block(Kernels kernels, int width, int size) {
  /** Inputs of bytes that become floats together, before they are put side by side. */
  static final int STAGE = 8;

  /** Inputs {@code [count, size]}, from {@code from} on; other places keep what they had. */
  void pack(float[] inputs, int from, int count, float[] block) {
    if (width == 1) {
      System.arraycopy(inputs, from, block, 0, size);
    } else {
      kernels.interleave(inputs, from, count, size, block, width, 0);
    }
  }

  /**
   * The same for unsigned bytes.
   *
   * @param stage scratch for {@link #STAGE} inputs, not used for a width of 1
   */
  void pack(byte[] pixels, int from, int count, float[] block, float[] stage) {
    if (width == 1) {
      kernels.widen(pixels, from, size, block);
      return;
    }
    for (int b = 0; b < count; b += STAGE) {
      int staged = Math.min(STAGE, count - b);
      kernels.widen(pixels, from + b * size, staged * size, stage);
      kernels.interleave(stage, 0, staged, size, block, width, b);
    }
  }

  /** Results {@code [count, length]} of another block of this width, written from {@code to} on. */
  void unpack(float[] block, int count, int length, float[] outputs, int to) {
    int at = to;
    for (int b = 0; b < count; b++) {
      for (int i = 0; i < length; i++) {
        outputs[at++] = block[i * width + b];
      }
    }
  }
}
