package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * The constants of a value's channels from those of the inputs, operator by operator. NaN stands
 * for a channel that varies; whatever is not sure to be constant varies.
 *
 * @param inputs constants of each input
 * @param in shape of the first input
 * @param out shape of the value
 */
record ConstantRules(List<float[]> inputs, Op op, Shape in, Shape out)
    implements Op.Pooling.Reader<float[]>, Op.Movement.Reader<float[]>, Op.Join.Reader<float[]> {

  /** What becomes of the constant of a channel. */
  private interface ChannelFunction {
    float apply(float value, int channel);
  }

  private float[] x() {
    return inputs.get(0);
  }

  /** A channel that varies goes on to do so, whatever the function makes of NaN. */
  private float[] ofEach(ChannelFunction function) {
    float[] y = x().clone();
    for (int c = 0; c < y.length; c++) {
      y[c] = Float.isNaN(y[c]) ? Float.NaN : function.apply(y[c], c);
    }
    return y;
  }

  private float[] varying() {
    return ChannelSets.varying(out.dim(0));
  }

  private float[] kept(boolean sure) {
    return sure ? x() : varying();
  }

  /** {@link ConstantChannels} knows their rows; without them nothing is sure. */
  @Override
  public float[] weighted(Op.Weighted layer) {
    return varying();
  }

  @Override
  public float[] perChannel(Op.PerChannel map) {
    int perChannel = map.channels() / x().length;
    return ofEach((value, c) -> alike(map, value, c * perChannel, (c + 1) * perChannel));
  }

  /** The value where all elements of the channel get the same one. */
  private static float alike(Op.PerChannel map, float value, int from, int to) {
    float first = map.apply(value, from);
    for (int i = from + 1; i < to; i++) {
      if (map.apply(value, i) != first) {
        return Float.NaN;
      }
    }
    return first;
  }

  @Override
  public float[] pointwise(Op.Pointwise function) {
    return ofEach((value, c) -> function.apply(value));
  }

  @Override
  public float[] overChannels(Op.OverChannels softmax) {
    return varying();
  }

  @Override
  public float[] general(Op.General op) {
    return varying();
  }

  @Override
  public float[] maxPool2d(Op.MaxPool2d pool) {
    return kept(everyWindowMeetsTheImage(pool.window()));
  }

  @Override
  public float[] avgPool2d(Op.AvgPool2d pool) {
    return kept(
        pool.countPadding() ? !pool.window().isPadded() : everyWindowMeetsTheImage(pool.window()));
  }

  /** A dilated window can fall on padding alone. */
  private static boolean everyWindowMeetsTheImage(Window window) {
    return !window.isPadded() || window.dilationHeight() == 1 && window.dilationWidth() == 1;
  }

  @Override
  public float[] globalAvgPool2d(Op.GlobalAvgPool2d pool) {
    return x();
  }

  @Override
  public float[] flatten(Op.Flatten movement) {
    return moved();
  }

  @Override
  public float[] reshape(Op.Reshape movement) {
    return moved();
  }

  @Override
  public float[] transpose(Op.Transpose movement) {
    return moved();
  }

  private float[] moved() {
    ChannelFlow flow = ChannelFlow.of(op, in, out);
    return flow.mixes() ? varying() : flow.constants(x());
  }

  @Override
  public float[] pad2d(Op.Pad2d pad) {
    return ofEach((value, c) -> pad.isEmpty() || value == pad.value() ? value : Float.NaN);
  }

  @Override
  public float[] upsample2d(Op.Upsample2d up) {
    return ofEach((value, c) -> !up.zeros() || value == 0 ? value : Float.NaN);
  }

  @Override
  public float[] add(Op.Add add) {
    return ofEach((value, c) -> value + inputs.get(1)[c]);
  }

  /** Zero times what varies is zero. */
  @Override
  public float[] mul(Op.Mul mul) {
    float[] y = x().clone();
    for (int c = 0; c < y.length; c++) {
      float other = inputs.get(1)[c];
      y[c] = y[c] == 0 || other == 0 ? 0 : y[c] * other;
    }
    return y;
  }

  @Override
  public float[] concat(Op.Concat concat) {
    float[] all = new float[0];
    for (float[] part : inputs) {
      int start = all.length;
      all = Arrays.copyOf(all, start + part.length);
      System.arraycopy(part, 0, all, start, part.length);
    }
    return all;
  }
}
