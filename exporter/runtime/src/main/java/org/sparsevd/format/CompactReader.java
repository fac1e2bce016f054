package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/** Reads the graph of a file of version 2 or 3; {@link CompactBuilder} makes the model of it. */
final class CompactReader {
  private final ByteInput in;
  private final boolean additions;
  private final List<CompactNode> nodes = new ArrayList<>();

  /**
   * A reader of the body.
   *
   * @param additions whether the file may hold what came with version 3
   */
  CompactReader(ByteInput in, boolean additions) {
    this.in = in;
    this.additions = additions;
  }

  Model read(long allowedElements) throws FormatException {
    int start = in.offset();
    int first = in.u8("flags");
    int rank = (first >>> CompactWriter.RANK_SHIFT) + 1;
    if (rank > Limits.RANK) {
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
      CompactBuilder builder = new CompactBuilder(in, input, allowedElements);
      Model model = builder.build(name, nodes, output, metadata);
      if (!additions && OpCode.needAdditions(model)) {
        throw in.refuse(start, "Softmax over channels of an image came with version 3");
      }
      return model;
    } catch (IllegalArgumentException e) {
      throw in.refuse(start, e.getMessage());
    }
  }

  private int positive(String what) throws FormatException {
    return in.varint(what, 1, Integer.MAX_VALUE);
  }

  private CompactNode node(boolean named) throws FormatException {
    int start = in.offset();
    int first = in.u8("operator");
    OpCode code = code(first & CompactNode.OPERATOR, start);
    int flags = first & ~CompactNode.OPERATOR;
    if ((flags & ~CompactNode.flags(code)) != 0) {
      throw in.refuse(start, "flags " + flags + " mean nothing for operator " + code.number());
    }
    int index = nodes.size();
    String name =
        named ? in.string("node name", 1, Limits.NAME_BYTES) : CompactNode.name(code, index);
    List<Integer> inputs = inputs(code, (flags & CompactNode.INPUTS) != 0, start);
    boolean option = (flags & CompactNode.OPTION) != 0;
    int extent =
        switch (code) {
          case DENSE, CONV_2D -> positive("outputs");
          default -> 0;
        };
    int groups = code == OpCode.CONV_2D && option ? positive("groups") : 1;
    float epsilon = code == OpCode.BATCH_NORM ? in.f32("epsilon") : 0;
    extent = code == OpCode.AFFINE ? positive("length") : extent;
    Window window = window(code, (flags & CompactNode.WINDOW) != 0);
    return new CompactNode(
        start,
        code,
        name,
        inputs,
        extent,
        window,
        code == OpCode.CONV_2D ? groups : option ? 1 : 0,
        epsilon,
        CompactAttributes.read(code, in),
        stored(code, (flags & CompactNode.STORAGE) != 0));
  }

  private OpCode code(int stated, int start) throws FormatException {
    boolean more = additions && stated == CompactNode.MORE_OPERATORS;
    int number = more ? in.u8("operator") : stated;
    OpCode code = OpCode.of(number);
    if (code == null
        || code.isAddition() && !additions
        || more && number < CompactNode.MORE_OPERATORS) {
      throw in.refuse(start, "operator " + number + " is unknown");
    }
    return code;
  }

  private List<Integer> inputs(OpCode code, boolean stated, int start) throws FormatException {
    if (!stated) {
      if (code.arity() != 1) {
        throw in.refuse(start, "operator " + code.number() + " must state its inputs");
      }
      return List.of(nodes.size());
    }
    int value = nodes.size() + 1;
    int count = code.arity() < 0 ? positive("number of inputs") : code.arity();
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(value - in.varint("input", 1, value));
    }
    return inputs;
  }

  private Window window(OpCode code, boolean full) throws FormatException {
    if (!CompactNode.hasWindow(code)) {
      return null;
    }
    return full
        ? ModelReader.window(in)
        : CompactNode.plain(code, in.varint("kernel", 1, Limits.WINDOW));
  }

  private List<CompactNode.Stored> stored(OpCode code, boolean stated) throws FormatException {
    List<CompactNode.Stored> tensors = new ArrayList<>();
    for (int i = 0; stated && i < CompactNode.tensors(code); i++) {
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
