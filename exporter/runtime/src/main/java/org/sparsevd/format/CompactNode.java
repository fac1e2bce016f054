package org.sparsevd.format;

import java.util.List;
import java.util.Locale;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.Window;

/**
 * A node as version 2 describes it, before its tensors are read.
 *
 * @param offset of its first byte
 * @param inputs numbers of the values that it reads
 * @param extent outputs of Dense, filters of Conv2d, length of vectors; else 0
 * @param tensors what files with a general header state of them; null in others
 * @param stored one per tensor that stands in the node itself; empty where all are coded
 */
record CompactNode(
    int offset,
    OpKind kind,
    String name,
    List<Integer> inputs,
    int extent,
    StatedTensors tensors,
    Attributes attributes,
    List<Stored> stored) {

  /** In a node's first byte, below these bits: the operator's number. */
  static final int OPERATOR = 0x0F;

  /** In place of numbers from here on, which follow in a byte of their own. */
  static final int MORE_OPERATORS = 0x0F;

  /** The inputs are stated; otherwise the node reads the value before it. */
  static final int INPUTS = 0x10;

  /** The window is stated in full; otherwise as {@link #plain}. */
  static final int WINDOW = 0x20;

  /** Groups of Conv2d are stated; elsewhere the value of the operator's flag. */
  static final int OPTION = 0x40;

  /** The storage of the tensors is stated; otherwise all are coded. */
  static final int STORAGE = 0x80;

  /** Storage kind of tensors in the coded stream. */
  static final int CODED = 3;

  /** Storage kind of a {@link org.sparsevd.codec.TabledTensor}, from version 4 on. */
  static final int TABLED = 4;

  /**
   * Bytes of a tensor that is not coded.
   *
   * @param kind of storage; {@link #CODED} for one in the coded stream
   */
  record Stored(int kind, int offset, int length) {}

  /** The window that takes only its kernel's size to state. */
  static Window plain(OpKind kind, int kernel) {
    return isWeighted(kind) ? Window.square(kernel, 0) : Window.pooling(kernel);
  }

  static boolean isWeighted(OpKind kind) {
    return kind instanceof Op.WeightedKind;
  }

  /** Whether a node states how long its vectors are; BatchNorm has one value per channel. */
  static boolean statesLength(OpKind kind) {
    return !kind.row().vectors().isEmpty() && kind != Op.ChannelKind.BATCH_NORM;
  }

  /**
   * The bits of the first byte that mean something for this operator.
   *
   * @param general whether the file has a general header
   */
  static int flags(OpKind kind, boolean general) {
    int flags = AttributeForms.flags(kind);
    flags |= kind.row().arity() == 0 ? 0 : INPUTS;
    flags |= general && StatedTensors.mayHaveLayout(kind) ? OPTION : 0;
    return flags | (kind.tensorCount() > 0 ? STORAGE : 0);
  }

  /**
   * The name of node {@code index} in a file without names, such as {@code conv2d-1}.
   *
   * @param inputs names of the model's inputs, of which it is none
   */
  static String name(OpKind kind, int index, List<String> inputs) {
    String name = kind.row().name().toLowerCase(Locale.ROOT) + "-" + (index + 1);
    while (inputs.contains(name)) {
      name += "-";
    }
    return name;
  }
}
