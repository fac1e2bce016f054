package org.sparsevd.format;

import java.util.List;
import java.util.Locale;
import org.sparsevd.model.Window;

/**
 * A node as version 2 describes it, before its tensors are read.
 *
 * @param offset of its first byte
 * @param inputs numbers of the values that it reads
 * @param extent outputs of Dense, filters of Conv2d, length of Affine; else 0
 * @param window of a convolution or pooling, else null
 * @param option groups of Conv2d; 1 where AvgPool2d counts padding or Upsample2d fills with zeros;
 *     else 0
 * @param epsilon of BatchNorm
 * @param attributes of operators that came with version 3
 * @param stored one per tensor that stands in the node itself; empty where all are coded
 */
record CompactNode(
    int offset,
    OpCode code,
    String name,
    List<Integer> inputs,
    int extent,
    Window window,
    int option,
    float epsilon,
    CompactAttributes attributes,
    List<Stored> stored) {

  /** In a node's first byte, below these bits: the operator's number. */
  static final int OPERATOR = 0x0F;

  /** In place of numbers from here on, which follow in a byte of their own. */
  static final int MORE_OPERATORS = 0x0F;

  /** The inputs are stated; otherwise the node reads the value before it. */
  static final int INPUTS = 0x10;

  /** The window is stated in full; otherwise as {@link #plain}. */
  static final int WINDOW = 0x20;

  /** Conv2d: groups are stated. AvgPool2d: padding counts. Upsample2d: zeros between pixels. */
  static final int OPTION = 0x40;

  /** The storage of the tensors is stated; otherwise all are coded. */
  static final int STORAGE = 0x80;

  /** Storage kind of tensors in the coded stream. */
  static final int CODED = 3;

  /**
   * Bytes of a tensor that is not coded.
   *
   * @param kind of storage; {@link #CODED} for one in the coded stream
   */
  record Stored(int kind, int offset, int length) {}

  /** The window that takes only its kernel's size to state. */
  static Window plain(OpCode code, int kernel) {
    return code == OpCode.CONV_2D ? Window.square(kernel, 0) : Window.pooling(kernel);
  }

  static boolean hasWindow(OpCode code) {
    return code == OpCode.CONV_2D || code == OpCode.MAX_POOL_2D || code == OpCode.AVG_POOL_2D;
  }

  /** Number of tensors that an operator has. */
  static int tensors(OpCode code) {
    return switch (code) {
      case DENSE, CONV_2D, AFFINE -> 2;
      case BATCH_NORM -> 4;
      case P_RELU -> 1;
      default -> 0;
    };
  }

  /** The bits of the first byte that mean something for this operator. */
  static int flags(OpCode code) {
    int flags = INPUTS | (hasWindow(code) ? WINDOW : 0) | (tensors(code) > 0 ? STORAGE : 0);
    return switch (code) {
      case CONV_2D, AVG_POOL_2D, UPSAMPLE_2D -> flags | OPTION;
      default -> flags;
    };
  }

  /** The name of node {@code index} in a file without names, such as {@code conv2d-1}. */
  static String name(OpCode code, int index) {
    return code.name().toLowerCase(Locale.ROOT).replace("_", "") + "-" + (index + 1);
  }
}
