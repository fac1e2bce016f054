package org.sparsevd.onnx.write;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;

/** Writes nodes that put the elements along an axis in another order. */
record AxisWriter(NodeParts parts) {
  /** Bytes are put in order as integers of 32 bits, because runtimes do not. */
  Void ranked(Op.Ranked op) {
    boolean bytes = parts.type(0) == ElementType.UINT8;
    String value = bytes ? parts.cast(parts.read(0), ElementType.INT32) : parts.read(0);
    String name = parts.node().name();
    GraphContext graph = parts.graph();
    String count = graph.extents().list(name + ".count", op.counts());
    String other = graph.intermediate(name + ".other");
    boolean back = bytes && !op.indices();
    String result = back ? graph.intermediate(name + ".whole") : graph.value(name);
    graph.node(
        "TopK",
        name,
        List.of(value, count),
        op.indices() ? List.of(other, result) : List.of(result, other),
        List.of(
            Attributes.integer("axis", parts.lead() + op.axis()),
            Attributes.integer("largest", op.largest() ? 1 : 0)));
    return back ? parts.endCast(result, ElementType.UINT8) : null;
  }

  /** Groups become a dimension, which is put behind that of their elements. */
  Void shuffle(Op.Shuffle op) {
    int axis = parts.lead() + op.axis();
    List<Dim> together = new ArrayList<>(List.of(parts.out().extents()));
    Dim extent = together.get(op.axis());
    // A 0 copies an extent of the same place.
    Collections.fill(together.subList(0, op.axis()), Dim.of(0));
    together.addAll(0, Collections.nCopies(parts.lead(), Dim.of(0)));
    List<Dim> apart = new ArrayList<>(together);
    apart.set(axis, Dim.of(op.groups()));
    apart.add(axis + 1, extent.dividedBy(op.groups()));
    long[] order = LongStream.range(0, apart.size()).toArray();
    order[axis]++;
    order[axis + 1]--;
    String groups = parts.step("groups", "Reshape", List.of(parts.read(0), list("apart", apart)));
    String turned =
        parts.step("turned", "Transpose", List.of(groups), Attributes.integers("perm", order));
    return parts.end("Reshape", List.of(turned, list("together", together)));
  }

  private String list(String what, List<Dim> dims) {
    return parts.graph().extents().list(parts.node().name() + "." + what, dims);
  }
}
