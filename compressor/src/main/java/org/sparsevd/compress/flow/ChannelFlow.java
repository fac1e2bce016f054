package org.sparsevd.compress.flow;

import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/**
 * How channels pass through an operator that is neither weighted nor a Concat: {@code split}
 * channels of the output come from one of the input, or one comes from {@code merge} of the input
 * (the other number is 1), in order. Where {@code mixes} is set, each depends on all.
 */
record ChannelFlow(boolean mixes, int split, int merge) {
  private static final ChannelFlow MIXING = new ChannelFlow(true, 1, 1);
  private static final ChannelFlow STRAIGHT = new ChannelFlow(false, 1, 1);

  static ChannelFlow of(Op op, Shape in, Shape out) {
    if (op instanceof Op.Softmax || op instanceof Op.LogSoftmax) {
      return MIXING;
    }
    if (op instanceof Op.Transpose transpose) {
      return transpose.order().get(0) == 0 ? STRAIGHT : MIXING;
    }
    int from = in.dim(0);
    int to = out.dim(0);
    if (to % from == 0) {
      return new ChannelFlow(false, to / from, 1);
    }
    return from % to == 0 ? new ChannelFlow(false, 1, from / to) : MIXING;
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
