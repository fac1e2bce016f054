package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.OpRow;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Dim;

/**
 * How attributes stand in a node, whatever the operator: one after the other, as its row says. In
 * compact files a flag is a bit of the node's first byte, and what is usual is not stated.
 */
final class AttributeForms {
  /** The flags of version 1, where everything is stated. */
  static final int ALL_STATED = -1;

  private static final int WINDOW_INTEGERS = 10;

  private AttributeForms() {}

  /** The bits of a compact node's first byte that its attributes can set. */
  static int flags(OpKind kind) {
    OpRow row = kind.row();
    boolean option = row.has(OpRow.Form.FLAG) || row.has(OpRow.Form.OPTIONAL);
    return (row.hasWindow() ? CompactNode.WINDOW : 0) | (option ? CompactNode.OPTION : 0);
  }

  /** The bits of a compact node's first byte that these attributes set. */
  static int flags(Op op) {
    Attributes values = op.attributes();
    int flags = 0;
    int at = 0;
    for (OpRow.Attribute attribute : op.kind().row().attributes()) {
      switch (attribute.form()) {
        case INTEGER -> at++;
        case OPTIONAL -> flags |= values.integer(at++) == 1 ? 0 : CompactNode.OPTION;
        case FLAG -> flags |= values.integer(at++) == 0 ? 0 : CompactNode.OPTION;
        case WINDOW -> {
          Window window = values.window(at);
          Window plain = CompactNode.plain(op.kind(), window.kernelHeight());
          flags |= window.equals(plain) ? 0 : CompactNode.WINDOW;
          at += WINDOW_INTEGERS;
        }
        case LIST, REAL, EXTENTS -> {}
      }
    }
    return flags;
  }

  /**
   * Writes the attributes.
   *
   * @param flags of the compact node, or {@link #ALL_STATED}
   */
  static void write(Op op, int flags, ByteOutput out) {
    Attributes values = op.attributes();
    int integers = 0;
    int reals = 0;
    int lists = 0;
    for (OpRow.Attribute attribute : op.kind().row().attributes()) {
      switch (attribute.form()) {
        case EXTENTS -> Extents.write(values.extents().get(lists++), out);
        case INTEGER -> out.varint(values.integer(integers++));
        case REAL -> out.f32(values.real(reals++));
        case LIST -> {
          out.varint(values.integers().size());
          while (integers < values.integers().size()) {
            out.varint(values.integer(integers++));
          }
        }
        case OPTIONAL -> {
          if ((flags & CompactNode.OPTION) != 0) {
            out.varint(values.integer(integers));
          }
          integers++;
        }
        case FLAG -> {
          if (flags == ALL_STATED) {
            out.u8(values.integer(integers));
          }
          integers++;
        }
        case WINDOW -> {
          int stated = (flags & CompactNode.WINDOW) != 0 ? WINDOW_INTEGERS : 1;
          for (int i = 0; i < stated; i++) {
            out.varint(values.integer(integers + i));
          }
          integers += WINDOW_INTEGERS;
        }
      }
    }
    if (integers != values.integers().size() || reals != values.reals().size()) {
      throw new AssertionError("attributes of " + op + " are not those of its row");
    }
  }

  /**
   * Reads the attributes.
   *
   * @param flags of the compact node, or {@link #ALL_STATED}
   */
  static Attributes read(OpKind kind, int flags, ByteInput in) throws FormatException {
    List<Integer> integers = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<List<Dim>> lists = new ArrayList<>();
    boolean option = (flags & CompactNode.OPTION) != 0;
    for (OpRow.Attribute attribute : kind.row().attributes()) {
      String name = attribute.name();
      switch (attribute.form()) {
        case EXTENTS -> lists.add(Extents.read(in));
        case INTEGER -> integers.add(in.varint(name, attribute.least(), attribute.most()));
        case REAL -> reals.add(in.f32(name));
        case LIST -> {
          int count = in.varint("rank", 1, OpRow.MOST_RANK);
          for (int i = 0; i < count; i++) {
            integers.add(in.varint(name, attribute.least(), attribute.most()));
          }
        }
        case OPTIONAL ->
            integers.add(option ? in.varint(name, attribute.least(), attribute.most()) : 1);
        case FLAG -> integers.add(flags == ALL_STATED ? in.varint(name, 0, 1) : option ? 1 : 0);
        case WINDOW -> window(kind, (flags & CompactNode.WINDOW) != 0, in, integers);
      }
    }
    return new Attributes(integers, reals, lists);
  }

  private static void window(OpKind kind, boolean full, ByteInput in, List<Integer> integers)
      throws FormatException {
    if (!full) {
      Window plain = CompactNode.plain(kind, in.varint("kernel", 1, OpRow.MOST_EXTENT));
      integers.addAll(Attributes.of(plain).integers());
      return;
    }
    for (int i = 0; i < WINDOW_INTEGERS; i++) {
      // Kernel, stride and dilation are at least 1, padding may be 0.
      integers.add(in.varint("window", i < 6 ? 1 : 0, OpRow.MOST_EXTENT));
    }
  }
}
