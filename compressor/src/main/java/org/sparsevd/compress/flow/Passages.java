package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.compress.flow.Passage.Effect;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * The {@link Passage} of every operator. Of layers, only those axes that are not their rows or
 * columns.
 *
 * @param shapes of the inputs
 * @param known values of inputs that are constants; null for others
 * @param out shape of the output
 */
record Passages(List<Shape> shapes, List<float[]> known, Shape out)
    implements Op.Movement.Reader<Passage>,
        Op.Join.Reader<Passage>,
        Op.Pooling.Reader<Passage>,
        Op.Weighted.Reader<Passage> {
  private static final int IMAGE_RANK = 3;

  private Shape in() {
    return shapes.get(0);
  }

  private List<Link> straight(int from, int end) {
    return Passage.straight(0, in(), out, from, end);
  }

  @Override
  public Passage dense(Op.Dense op) {
    return Passage.of(Effect.OTHER, straight(0, in().rank() - 1));
  }

  @Override
  public Passage conv2d(Op.Conv2d op) {
    return Passage.of(Effect.OTHER, straight(0, in().rank() - IMAGE_RANK));
  }

  /** Vectors of a value for each element are followed along the first axis alone. */
  @Override
  public Passage perChannel(Op.PerChannel op) {
    boolean each = op.channels() == in().dim(0);
    return Passage.of(Effect.OTHER, straight(0, each ? in().rank() : 1));
  }

  @Override
  public Passage pointwise(Op.Pointwise op) {
    return Passage.of(Effect.COMPUTED, straight(0, out.rank()));
  }

  private List<Link> channels() {
    return straight(0, in().rank() - 2);
  }

  @Override
  public Passage maxPool2d(Op.MaxPool2d op) {
    return Passage.of(
        everyWindowMeetsTheImage(op.window()) ? Effect.MOVED : Effect.OTHER, channels());
  }

  @Override
  public Passage avgPool2d(Op.AvgPool2d op) {
    boolean padded = op.countPadding() && op.window().isPadded();
    boolean sure = op.countPadding() || everyWindowMeetsTheImage(op.window());
    return new Passage(sure ? Effect.MOVED : Effect.OTHER, channels(), padded ? 0 : Float.NaN);
  }

  /** A dilated window can fall on padding alone. */
  private static boolean everyWindowMeetsTheImage(Window window) {
    return !window.isPadded() || window.dilationHeight() == 1 && window.dilationWidth() == 1;
  }

  @Override
  public Passage globalAvgPool2d(Op.GlobalAvgPool2d op) {
    return Passage.of(Effect.MOVED, channels());
  }

  @Override
  public Passage flatten(Op.Flatten op) {
    return Passage.of(Effect.MOVED, Regrouping.links(in(), out));
  }

  @Override
  public Passage reshape(Op.Reshape op) {
    return Passage.of(Effect.MOVED, Regrouping.links(in(), out));
  }

  @Override
  public Passage transpose(Op.Transpose op) {
    return moved(op.order());
  }

  private Passage moved(List<Integer> order) {
    List<Link> links = new ArrayList<>();
    for (int axis = 0; axis < order.size(); axis++) {
      Passage.add(links, 0, in(), order.get(axis), out, axis);
    }
    return Passage.of(Effect.MOVED, links);
  }

  @Override
  public Passage pad2d(Op.Pad2d op) {
    return new Passage(Effect.MOVED, straight(0, 1), op.isEmpty() ? Float.NaN : op.value());
  }

  @Override
  public Passage upsample2d(Op.Upsample2d op) {
    return new Passage(Effect.MOVED, straight(0, 1), op.zeros() ? 0 : Float.NaN);
  }

  @Override
  public Passage add(Op.Add op) {
    return computed();
  }

  @Override
  public Passage mul(Op.Mul op) {
    return computed();
  }

  Passage computed() {
    return Passage.of(Effect.COMPUTED, Passage.aligned(shapes, out));
  }

  @Override
  public Passage concat(Op.Concat op) {
    return joined(0);
  }

  Passage joined(int axis) {
    List<Link> links = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < shapes.size(); i++) {
      Shape part = shapes.get(i);
      links.addAll(Passage.straight(i, part, out, 0, axis));
      links.addAll(Passage.straight(i, part, out, axis + 1, out.rank()));
      if (out.extent(axis).isNumber()) {
        links.add(Link.Picked.all(i, axis, axis, at, part.dim(axis)));
        at += part.dim(axis);
      }
    }
    return Passage.of(Effect.MOVED, links);
  }

  @Override
  public Passage overChannels(Op.OverChannels op) {
    return Passage.of(Effect.OTHER, straight(1, in().rank()));
  }

  @Override
  public Passage general(Op.General op) {
    return GeneralPassages.of(op, this);
  }

  /** All axes stay but one, or all from one on. */
  Passage except(Effect effect, int from, int end) {
    List<Link> links = straight(0, from);
    links.addAll(straight(end, in().rank()));
    return Passage.of(effect, links);
  }

  Passage permuted(List<Integer> order) {
    return moved(order);
  }
}
