package org.sparsevd.compress.flow;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * How channels pass through an operator that is neither weighted nor a Concat: {@code split}
 * channels of the output come from one of the input, or one comes from {@code merge} of the input
 * (the other number is 1), in order. Where {@code mixes} is set, each depends on all.
 */
public record ChannelFlow(boolean mixes, int split, int merge) {
  private static final ChannelFlow MIXING = new ChannelFlow(true, 1, 1);
  private static final ChannelFlow STRAIGHT = new ChannelFlow(false, 1, 1);

  static ChannelFlow of(Op op, Shape in, Shape out) {
    return op.accept(new Rules(in, out));
  }

  /** As the outermost dimensions divide each other. */
  private static ChannelFlow byCounts(int from, int to) {
    if (to % from == 0) {
      return new ChannelFlow(false, to / from, 1);
    }
    return from % to == 0 ? new ChannelFlow(false, 1, from / to) : MIXING;
  }

  /**
   * Whether a node treats all channels alike, so that it does not matter in which order they are:
   * it has no parameters of any, and each of its output comes from one of its only input.
   */
  public static boolean isBlindToOrder(Model model, Node node) {
    Shape in = model.shape(node.inputs().get(0));
    ChannelFlow flow = of(node.op(), in, model.shape(node.name()));
    return node.inputs().size() == 1
        && node.op().tensors().isEmpty()
        && !flow.mixes
        && flow.merge == 1;
  }

  private record Rules(Shape in, Shape out) implements Op.Movement.Reader<ChannelFlow> {
    @Override
    public ChannelFlow weighted(Op.Weighted op) {
      return MIXING;
    }

    @Override
    public ChannelFlow perChannel(Op.PerChannel op) {
      return STRAIGHT;
    }

    @Override
    public ChannelFlow pointwise(Op.Pointwise op) {
      return STRAIGHT;
    }

    @Override
    public ChannelFlow pooling(Op.Pooling op) {
      return STRAIGHT;
    }

    @Override
    public ChannelFlow join(Op.Join op) {
      return in.dim(0) == out.dim(0) ? STRAIGHT : MIXING;
    }

    @Override
    public ChannelFlow overChannels(Op.OverChannels op) {
      return MIXING;
    }

    @Override
    public ChannelFlow general(Op.General op) {
      return MIXING;
    }

    @Override
    public ChannelFlow flatten(Op.Flatten op) {
      return byCounts(in.dim(0), out.dim(0));
    }

    @Override
    public ChannelFlow reshape(Op.Reshape op) {
      return byCounts(in.dim(0), out.dim(0));
    }

    @Override
    public ChannelFlow transpose(Op.Transpose op) {
      return op.order().get(0) == 0 ? STRAIGHT : MIXING;
    }

    @Override
    public ChannelFlow pad2d(Op.Pad2d op) {
      return STRAIGHT;
    }

    @Override
    public ChannelFlow upsample2d(Op.Upsample2d op) {
      return STRAIGHT;
    }
  }

  /** Marks the input channels that these output channels depend on. */
  void markNeeded(boolean[] out, boolean[] in) {
    boolean all = mixes && !ChannelSets.isEmpty(out);
    for (int i = 0; mixes && i < in.length; i++) {
      in[i] |= all;
    }
    for (int i = 0; !mixes && i < in.length * split; i++) {
      in[i / split] |= out[i / merge];
    }
  }

  /**
   * The constants of the output channels from those of the input; NaN where a channel varies. For
   * operators that keep every value.
   */
  float[] constants(float[] in) {
    float[] out = ChannelSets.varying(in.length * split / merge);
    for (int i = 0; !mixes && i < out.length; i++) {
      float value = in[i * merge / split];
      for (int k = 1; k < merge; k++) {
        value = in[i * merge + k] == value ? value : Float.NaN;
      }
      out[i] = value;
    }
    return out;
  }
}
