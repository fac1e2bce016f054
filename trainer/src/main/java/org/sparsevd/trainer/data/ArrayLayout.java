package org.sparsevd.trainer.data;

import java.util.Arrays;
import java.util.Locale;
import org.sparsevd.tensor.Shape;

/** Where the channels of images lie in an array; N counts the images. */
public enum ArrayLayout {
  /** {@code [count, channels, height, width]}, as PyTorch has them. */
  NCHW,

  /** {@code [count, height, width, channels]}, as Keras has them. */
  NHWC;

  /**
   * The layout of this name, {@code nchw} or {@code nhwc}.
   *
   * @throws IllegalArgumentException if there is none; the message lists both
   */
  public static ArrayLayout named(String name) {
    for (ArrayLayout layout : values()) {
      if (layout.toString().equals(name)) {
        return layout;
      }
    }
    throw new IllegalArgumentException(
        "expected one of " + Arrays.toString(values()) + ", found '" + name + "'");
  }

  /**
   * The layout that three extents tell: 1, 3 or 4 channels at one end of them. Others are taken as
   * they lie.
   *
   * @return null if both ends may be the channels
   */
  static ArrayLayout toldBy(Shape image) {
    boolean first = mayBeChannels(image.dim(0));
    boolean last = mayBeChannels(image.dim(2));
    if (first && last) {
      return null;
    }
    return last ? NHWC : NCHW;
  }

  private static boolean mayBeChannels(int extent) {
    return extent == 1 || extent == 3 || extent == 4;
  }

  /** Its name in commands. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
