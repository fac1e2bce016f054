package org.sparsevd.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;

/** Writes a node that only moves elements. */
record MovementWriter(NodeParts parts) implements Op.Movement.Cases<Void> {
  private GraphContext graph() {
    return parts.graph();
  }

  private String name(String what) {
    return parts.node().name() + "." + what;
  }

  @Override
  public Void flatten(Op.Flatten op) {
    return parts.lead() == 1
        ? parts.one("Flatten", List.of(), Attributes.integer("axis", 1))
        : parts.one("Reshape", List.of(graph().integers(name("shape"), -1)));
  }

  /** A 0 copies an extent of the same place, such as the batch's; one -1 is found out. */
  @Override
  public Void reshape(Op.Reshape op) {
    Dim[] from = parts.shape(0).extents();
    List<Dim> target = new ArrayList<>(List.of(op.target().extents()));
    boolean free = true;
    for (int axis = target.size() - 1; axis >= 0; axis--) {
      Dim dim = target.get(axis);
      if (!dim.isNumber()) {
        boolean copied = axis < from.length && from[axis].equals(dim);
        if (copied || free) {
          target.set(axis, Dim.of(copied ? 0 : -1));
        }
        free &= copied;
      }
    }
    if (parts.lead() == 1) {
      target.add(0, Dim.of(0));
    }
    return parts.one("Reshape", List.of(graph().extents().list(name("shape"), target)));
  }

  @Override
  public Void transpose(Op.Transpose op) {
    return inOrder(parts, op.order());
  }

  /** The node's dimensions in another order; a batch stays in front. */
  static Void inOrder(NodeParts parts, List<Integer> order) {
    int lead = parts.lead();
    long[] all = new long[lead + order.size()];
    for (int i = lead; i < all.length; i++) {
      all[i] = lead + order.get(i - lead);
    }
    return parts.one("Transpose", List.of(), Attributes.integers("perm", all));
  }

  @Override
  public Void pad2d(Op.Pad2d op) {
    List<Dim> pads = new ArrayList<>();
    int front = parts.rank(0) - 2;
    for (int[] each : new int[][] {{op.top(), op.left()}, {op.bottom(), op.right()}}) {
      pads.addAll(Collections.nCopies(front, Dim.of(0)));
      pads.addAll(List.of(Dim.of(each[0]), Dim.of(each[1])));
    }
    String list = graph().extents().list(name("pads"), pads);
    return parts.one("Pad", List.of(list, parts.scalar("value", op.value())));
  }

  /** Zeros come from a transposed convolution with a kernel of one 1 for each channel. */
  @Override
  public Void upsample2d(Op.Upsample2d op) {
    if (!op.zeros()) {
      float[] scales = new float[parts.rank(0)];
      Arrays.fill(scales, 1);
      scales[scales.length - 2] = op.height();
      scales[scales.length - 1] = op.width();
      return parts.one(
          "Resize",
          List.of("", graph().constant(name("scales"), scales, scales.length)),
          Attributes.text("mode", "nearest"),
          Attributes.text("coordinate_transformation_mode", "asymmetric"),
          Attributes.text("nearest_mode", "floor"));
    }
    int channels = parts.shape(0).dim(0);
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return new ImageParts(parts)
        .write(
            "ConvTranspose",
            List.of(graph().constant(name("ones"), ones, channels, 1, 1, 1)),
            Attributes.integers("kernel_shape", 1, 1),
            Attributes.integers("strides", op.height(), op.width()),
            Attributes.integers("output_padding", op.height() - 1, op.width() - 1),
            Attributes.integer("group", channels));
  }
}
