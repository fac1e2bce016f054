package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.flow.Passage.Effect;
import org.sparsevd.model.Op;
import org.sparsevd.model.PartOps;
import org.sparsevd.model.ReductionOps;
import org.sparsevd.tensor.Shape;

/**
 * Passages of general operators, each under its class. Axes of any other operator stay whole, which
 * is always right.
 */
final class GeneralPassages {
  private static final Map<Class<?>, Rule<Op.General>> RULES = new HashMap<>();

  static {
    put(Op.Binary.class, (op, at) -> at.computed());
    put(Op.Where.class, (op, at) -> at.computed());
    put(Op.Cast.class, (op, at) -> at.computed());
    put(Op.Reduce.class, GeneralPassages::reduce);
    put(Op.ArgExtreme.class, (op, at) -> at.except(Effect.OTHER, op.axis(), op.axis() + 1));
    put(Op.Along.class, (op, at) -> at.except(Effect.OTHER, op.axis(), op.axis() + 1));
    put(Op.Resize.class, (op, at) -> at.except(Effect.OTHER, op.axis(), op.axis() + 1));
    put(Op.Normalise.class, (op, at) -> at.except(Effect.OTHER, op.axis(), at.out().rank()));
    put(Op.Ranked.class, (op, at) -> at.except(Effect.OTHER, op.axis(), op.axis() + 1));
    put(Op.Shuffle.class, (op, at) -> at.except(Effect.MOVED, op.axis(), op.axis() + 1));
    put(Op.MatMul.class, GeneralPassages::matMul);
    put(Op.Attention.class, GeneralPassages::attention);
    put(Op.Slice.class, GeneralPassages::slice);
    put(
        Op.Expand.class,
        (op, at) -> Passage.of(Effect.MOVED, Passage.aligned(at.shapes(), at.out())));
    put(Op.MoveAxes.class, (op, at) -> at.permuted(op.order()));
    put(Op.Pad.class, GeneralPassages::pad);
    put(Op.Gather.class, GeneralPassages::gather);
    put(Op.ConcatAlong.class, (op, at) -> at.joined(op.axis()));
    put(Op.Recurrent.class, GeneralPassages::recurrent);
  }

  /** The passage of an operator where shapes and constants are these. */
  private interface Rule<O extends Op.General> {
    Passage of(O op, Passages at);
  }

  private GeneralPassages() {}

  private static <O extends Op.General> void put(Class<O> type, Rule<O> rule) {
    RULES.put(type, (op, at) -> rule.of(type.cast(op), at));
  }

  static Passage of(Op.General op, Passages at) {
    Rule<Op.General> rule = RULES.get(op.getClass());
    return rule == null ? Passage.WHOLE : rule.of(op, at);
  }

  private static Passage reduce(Op.Reduce op, Passages at) {
    List<Link> links = new ArrayList<>();
    for (int axis = 0; axis < at.out().rank(); axis++) {
      if (!op.axes().contains(axis)) {
        links.addAll(Passage.straight(0, at.shapes().get(0), at.out(), axis, axis + 1));
      }
    }
    boolean keeps =
        op.fold() == ReductionOps.Fold.MEAN
            || op.fold() == ReductionOps.Fold.LARGEST
            || op.fold() == ReductionOps.Fold.SMALLEST;
    return Passage.of(keeps ? Effect.MOVED : Effect.OTHER, links);
  }

  private static Passage matMul(Op.MatMul op, Passages at) {
    List<Link> links = new ArrayList<>();
    Shape a = at.shapes().get(0);
    Shape b = at.shapes().get(1);
    Shape out = at.out();
    for (int i = 0; i < 2; i++) {
      Shape in = at.shapes().get(i);
      for (int axis = 0; axis < in.rank() - 2; axis++) {
        Passage.add(links, i, in, axis, out, axis + out.rank() - in.rank());
      }
    }
    Passage.add(links, 0, a, a.rank() - 2, out, out.rank() - 2);
    Passage.add(links, 1, b, b.rank() - 1, out, out.rank() - 1);
    if (a.extent(a.rank() - 1).isNumber()) {
      links.add(new Link.Contracted(a.rank() - 1, b.rank() - 2));
    }
    return Passage.of(Effect.OTHER, links);
  }

  /**
   * Of several heads whole ones may go, unless the mask has something for each: each head has
   * equally many elements.
   */
  private static Passage attention(Op.Attention op, Passages at) {
    List<Link> links = new ArrayList<>();
    Shape out = at.out();
    int last = out.rank() - 1;
    for (int i = 0; i < 3; i++) {
      links.addAll(Passage.straight(i, at.shapes().get(i), out, 0, last - 1));
    }
    Passage.add(links, 0, at.shapes().get(0), last - 1, out, last - 1);
    if (op.heads() > 1) {
      boolean fixed = at.shapes().stream().limit(3).allMatch(in -> in.extent(last).isNumber());
      Shape mask = op.mask() == Op.Mask.NONE ? Shape.of(new int[0]) : at.shapes().get(3);
      boolean shared = mask.rank() < 3 || mask.is(mask.rank() - 3, 1);
      if (fixed && shared && op.heads() > Link.Heads.FEWEST) {
        links.add(new Link.Heads(op.heads()));
      }
      return Passage.of(Effect.OTHER, links);
    }
    Passage.add(links, 2, at.shapes().get(2), last, out, last);
    if (at.shapes().get(0).extent(last).isNumber()) {
      links.add(new Link.Contracted(last, last));
    }
    for (int i = 3; i < at.shapes().size(); i++) {
      Shape mask = at.shapes().get(i);
      for (int axis = 0; axis < mask.rank() - 1; axis++) {
        Passage.add(links, i, mask, axis, out, axis + out.rank() - mask.rank());
      }
    }
    return Passage.of(Effect.OTHER, links);
  }

  /** What is taken in steps of more than one stays whole: fewer indices may have other steps. */
  private static Passage slice(Op.Slice op, Passages at) {
    List<Link> links = new ArrayList<>();
    Shape in = at.shapes().get(0);
    for (int axis = 0; axis < in.rank(); axis++) {
      int step = op.steps().get(axis);
      boolean known =
          in.extent(axis).isNumber()
              && op.starts().get(axis).isNumber()
              && op.sizes().get(axis).isNumber();
      if (known && Math.abs(step) == 1) {
        int[] places = new int[at.out().dim(axis)];
        for (int i = 0; i < places.length; i++) {
          places[i] = (int) op.starts().get(axis).number() + i * step;
        }
        links.add(new Link.Picked(0, axis, axis, 0, places));
      }
    }
    return Passage.of(Effect.MOVED, links);
  }

  private static Passage pad(Op.Pad op, Passages at) {
    List<Link> links = new ArrayList<>();
    for (int axis = 0; axis < at.out().rank(); axis++) {
      boolean inside =
          op.before().get(axis).isNumber()
              && op.before().get(axis).number() == 0
              && op.after().get(axis).isNumber()
              && op.after().get(axis).number() == 0;
      if (inside) {
        links.addAll(Passage.straight(0, at.shapes().get(0), at.out(), axis, axis + 1));
      }
    }
    boolean constant = op.border() == PartOps.Border.CONSTANT;
    return new Passage(Effect.MOVED, links, constant ? op.value() : Float.NaN);
  }

  /** The axis that is looked into is followed where the indices are known. */
  private static Passage gather(Op.Gather op, Passages at) {
    Shape data = at.shapes().get(0);
    Shape indices = at.shapes().get(1);
    List<Link> links = new ArrayList<>();
    for (int axis = 0; axis < data.rank(); axis++) {
      if (axis != op.axis()) {
        int to = axis < op.axis() ? axis : axis + indices.rank() - 1;
        Passage.add(links, 0, data, axis, at.out(), to);
      }
    }
    for (int axis = 0; axis < indices.rank(); axis++) {
      Passage.add(links, 1, indices, axis, at.out(), op.axis() + axis);
    }
    float[] known = at.known().get(1);
    if (known != null && indices.rank() == 1 && data.extent(op.axis()).isNumber()) {
      int[] places = new int[known.length];
      for (int i = 0; i < places.length; i++) {
        int index = (int) known[i];
        places[i] = index < 0 ? index + data.dim(op.axis()) : index;
        if (places[i] < 0 || places[i] >= data.dim(op.axis())) {
          return Passage.of(Effect.MOVED, links);
        }
      }
      links.add(new Link.Picked(0, op.axis(), op.axis(), 0, places));
    }
    return Passage.of(Effect.MOVED, links);
  }

  /** Steps and batch, and the units of the states before the first step. */
  private static Passage recurrent(Op.Recurrent op, Passages at) {
    List<Link> links = Passage.straight(0, at.shapes().get(0), at.out(), 0, 2);
    for (int i = 1; i < at.shapes().size(); i++) {
      Shape state = at.shapes().get(i);
      Passage.add(links, i, state, 0, at.out(), 1);
      links.add(Link.Picked.all(i, 1, 2, op.cells() ? (i - 1) * state.dim(1) : 0, state.dim(1)));
    }
    return Passage.of(Effect.OTHER, links);
  }
}
