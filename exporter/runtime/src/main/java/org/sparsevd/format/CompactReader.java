package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Reads the graph of a file of version 2 or above; {@link CompactBuilder} makes the model of it.
 */
final class CompactReader {
  private final ByteInput in;
  private final int version;
  private final List<CompactNode> nodes = new ArrayList<>();

  /** Names of all values. */
  private final List<String> values = new ArrayList<>();

  private boolean general;
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
    general = (first & CompactWriter.GENERAL) != 0;
    checkFlags(start, first);
    boolean named = (first & CompactWriter.NAMES) != 0;
    String name = named ? in.string("model name", 0, Limits.NAME_BYTES) : "";
    int rank = (first >>> CompactWriter.RANK_SHIFT & CompactWriter.RANK_BITS) + 1;
    List<Model.Input> inputs = general ? GeneralHeader.readInputs(in) : input(rank);
    for (Model.Input input : inputs) {
      values.add(input.name());
    }
    int count = in.varint("number of nodes", 0, Limits.NODES);
    for (int i = 0; i < count; i++) {
      nodes.add(node(named));
      values.add(nodes.get(i).name());
    }
    boolean other = (first & CompactWriter.OUTPUT) != 0;
    List<Model.Output> outputs = general ? GeneralHeader.readOutputs(in, values) : output(other);
    boolean more = (first & CompactWriter.METADATA) != 0;
    Map<String, String> metadata = more ? Frame.metadata(in) : Map.of();
    boolean batched = !general || (first & GeneralHeader.BATCHED) != 0;
    try {
      builder = new CompactBuilder(in, inputs, allowedElements);
      builder.build(nodes, (first & CompactWriter.DEVIATIONS) != 0);
      Model model = builder.model(name, outputs, batched, metadata);
      checkVersion(start, model);
      return model;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw in.refuse(start, e.getMessage());
    }
  }

  private void checkFlags(int start, int first) throws FormatException {
    int unused = general ? CompactWriter.OUTPUT | CompactWriter.RANK & ~GeneralHeader.BATCHED : 0;
    boolean newer = (first & (CompactWriter.DEVIATIONS | CompactWriter.GENERAL)) != 0;
    if ((first & unused) != 0 || newer && version < FileVersion.NEWEST) {
      throw in.refuse(start, "unused flags must be zero, found " + first);
    }
  }

  /** What a model needs may show only in its shapes. */
  private void checkVersion(int start, Model model) throws FormatException {
    if (FileVersion.of(model) > version || !general && FileVersion.isGeneral(model)) {
      throw in.refuse(
          start,
          version == FileVersion.COMPACT && !FileVersion.isGeneral(model)
              ? "Softmax over channels of an image came with version 3"
              : "operators over more dimensions need a general header");
    }
  }

  private List<Model.Input> input(int rank) throws FormatException {
    int start = in.offset();
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = positive("input dimension");
    }
    try {
      return List.of(new Model.Input(Model.INPUT, ElementType.FLOAT, Shape.of(dims)));
    } catch (IllegalArgumentException e) {
      throw in.refuse(start, e.getMessage());
    }
  }

  private List<Model.Output> output(boolean stated) throws FormatException {
    int last = values.size() - 1;
    String value = values.get(stated ? in.varint("output", 0, last) : last);
    return List.of(new Model.Output(value, value));
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
    if ((flags & ~CompactNode.flags(kind, general)) != 0) {
      throw in.refuse(start, "flags " + flags + " mean nothing for operator " + kind.number());
    }
    String name = named ? in.string("node name", 1, Limits.NAME_BYTES) : name(kind);
    List<Integer> inputs = inputs(kind, (flags & CompactNode.INPUTS) != 0, start);
    int extent = CompactNode.isWeighted(kind) ? positive("outputs") : 0;
    extent = !general && CompactNode.statesLength(kind) ? positive("length") : extent;
    boolean layout = (flags & CompactNode.OPTION) != 0;
    StatedTensors tensors = general ? StatedTensors.read(kind, layout, in) : null;
    return new CompactNode(
        start,
        kind,
        name,
        inputs,
        extent,
        tensors,
        AttributeForms.read(kind, flags, in),
        stored(kind, (flags & CompactNode.STORAGE) != 0));
  }

  private String name(OpKind kind) {
    int inputs = values.size() - nodes.size();
    return CompactNode.name(kind, nodes.size(), values.subList(0, inputs));
  }

  private OpKind kind(int stated, int start) throws FormatException {
    boolean more = version > FileVersion.COMPACT && stated == CompactNode.MORE_OPERATORS;
    int number = more ? in.u8("operator") : stated;
    OpKind kind = OpKind.of(number);
    if (kind == null
        || !general && FileVersion.isOnlyGeneral(kind)
        || !FileVersion.has(version, kind)
        || more && number < CompactNode.MORE_OPERATORS) {
      throw in.refuse(start, "operator " + number + " is unknown");
    }
    return kind;
  }

  private List<Integer> inputs(OpKind kind, boolean stated, int start) throws FormatException {
    int value = values.size();
    if (kind.row().arity() == 0) {
      return List.of();
    }
    if (!stated) {
      if (kind.row().arity() != 1 || value == 0) {
        throw in.refuse(start, "operator " + kind.number() + " must state its inputs");
      }
      return List.of(value - 1);
    }
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
      boolean tabled = kind == CompactNode.TABLED && version == FileVersion.NEWEST;
      if (kind != CompactNode.CODED && !tabled && StorageKind.of(kind) == null) {
        throw in.refuse(start, "storage kind " + kind + " is unknown");
      }
      int length = kind == CompactNode.CODED ? 0 : in.varint("bytes of a tensor");
      int offset = in.skip(length, "tensor");
      tensors.add(new CompactNode.Stored(kind, offset, length));
    }
    return tensors;
  }
}
