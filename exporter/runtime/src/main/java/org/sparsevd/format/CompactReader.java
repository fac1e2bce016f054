package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Reads the graph of a file of version 2 or above; {@link CompactBuilder} makes the model of it.
 */
final class CompactReader {
  private final ByteInput in;
  private final int version;
  private final List<CompactNode> nodes = new ArrayList<>();
  private CompactBuilder builder;

  /**
   * A reader of the body.
   *
   * @param version of the file
   */
  CompactReader(ByteInput in, int version) {
    this.in = in;
    this.version = version;
  }

  Model read(long allowedElements) throws FormatException {
    int start = in.offset();
    int first = in.u8("flags");
    boolean uncertain = (first & CompactWriter.DEVIATIONS) != 0;
    int rank = (first >>> CompactWriter.RANK_SHIFT & CompactWriter.RANK_BITS) + 1;
    if (first >= 2 * CompactWriter.DEVIATIONS
        || uncertain && version < FileVersion.WITH_DEVIATIONS) {
      throw in.refuse(start, "unused flags must be zero, found " + first);
    }
    boolean named = (first & CompactWriter.NAMES) != 0;
    String name = named ? in.string("model name", 0, Limits.NAME_BYTES) : "";
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = positive("input dimension");
    }
    int count = in.varint("number of nodes", 0, Limits.NODES);
    for (int i = 0; i < count; i++) {
      nodes.add(node(named));
    }
    boolean other = (first & CompactWriter.OUTPUT) != 0;
    int output = other ? in.varint("output", 0, count) : count;
    boolean more = (first & CompactWriter.METADATA) != 0;
    Map<String, String> metadata = more ? Frame.metadata(in) : Map.of();
    try {
      Shape input = Shape.of(dims);
      builder = new CompactBuilder(in, input, allowedElements);
      Model model = builder.build(name, nodes, output, metadata, uncertain);
      if (version == FileVersion.COMPACT && FileVersion.of(model) > version) {
        throw in.refuse(start, "Softmax over channels of an image came with version 3");
      }
      return model;
    } catch (IllegalArgumentException e) {
      throw in.refuse(start, e.getMessage());
    }
  }

  /** What was read of the weights' deviations, by node. */
  Map<String, Tensor> deviations() {
    return builder.deviations();
  }

  /** How many decisions of the coded stream were read, also where it was refused. */
  long decisions() {
    return builder == null ? 0 : builder.decisions();
  }

  private int positive(String what) throws FormatException {
    return in.varint(what, 1, Integer.MAX_VALUE);
  }

  private CompactNode node(boolean named) throws FormatException {
    int start = in.offset();
    int first = in.u8("operator");
    OpKind kind = kind(first & CompactNode.OPERATOR, start);
    int flags = first & ~CompactNode.OPERATOR;
    if ((flags & ~CompactNode.flags(kind)) != 0) {
      throw in.refuse(start, "flags " + flags + " mean nothing for operator " + kind.number());
    }
    int index = nodes.size();
    String name =
        named ? in.string("node name", 1, Limits.NAME_BYTES) : CompactNode.name(kind, index);
    List<Integer> inputs = inputs(kind, (flags & CompactNode.INPUTS) != 0, start);
    int extent = CompactNode.isWeighted(kind) ? positive("outputs") : 0;
    extent = CompactNode.statesLength(kind) ? positive("length") : extent;
    return new CompactNode(
        start,
        kind,
        name,
        inputs,
        extent,
        AttributeForms.read(kind, flags, in),
        stored(kind, (flags & CompactNode.STORAGE) != 0));
  }

  private OpKind kind(int stated, int start) throws FormatException {
    boolean more = version > FileVersion.COMPACT && stated == CompactNode.MORE_OPERATORS;
    int number = more ? in.u8("operator") : stated;
    OpKind kind = OpKind.of(number);
    if (kind == null
        || !FileVersion.has(version, kind)
        || more && number < CompactNode.MORE_OPERATORS) {
      throw in.refuse(start, "operator " + number + " is unknown");
    }
    return kind;
  }

  private List<Integer> inputs(OpKind kind, boolean stated, int start) throws FormatException {
    if (!stated) {
      if (kind.row().arity() != 1) {
        throw in.refuse(start, "operator " + kind.number() + " must state its inputs");
      }
      return List.of(nodes.size());
    }
    int value = nodes.size() + 1;
    int count = kind.row().arity() < 0 ? positive("number of inputs") : kind.row().arity();
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(value - in.varint("input", 1, value));
    }
    return inputs;
  }

  private List<CompactNode.Stored> stored(OpKind operator, boolean stated) throws FormatException {
    List<CompactNode.Stored> tensors = new ArrayList<>();
    for (int i = 0; stated && i < operator.tensorCount(); i++) {
      int start = in.offset();
      int kind = in.u8("storage kind");
      if (kind != CompactNode.CODED && StorageKind.of(kind) == null) {
        throw in.refuse(start, "storage kind " + kind + " is unknown");
      }
      int length = kind == CompactNode.CODED ? 0 : in.varint("bytes of a tensor");
      int offset = in.skip(length, "tensor");
      tensors.add(new CompactNode.Stored(kind, offset, length));
    }
    return tensors;
  }
}
