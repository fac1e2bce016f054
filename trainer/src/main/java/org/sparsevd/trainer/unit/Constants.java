package org.sparsevd.trainer.unit;

import java.util.List;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/**
 * What the deployed network puts out in a slot that depends on no weights: a number that is the
 * same for all images and pixels, or NaN where there is none.
 */
final class Constants {
  private final Network network;
  private final Slots slots;
  private final Wired wired;
  private final List<LayerState> states;

  /**
   * @param states whose biases and batch normalisation are read as they are at that moment
   */
  Constants(Network network, Slots slots, Wired wired, List<LayerState> states) {
    this.network = network;
    this.slots = slots;
    this.wired = wired;
    this.states = states;
  }

  /**
   * The value of a slot, given that no weight reaches the units of its class.
   *
   * @param layer whose output it is in
   */
  float of(int layer, int slot) {
    return layer == Network.INPUT
        ? Float.NaN
        : network.layers().get(layer).as(new Rule(layer, slot));
  }

  private final class Rule implements LayerSpec.Cases<Float> {
    private final int layer;
    private final int slot;

    Rule(int layer, int slot) {
      this.layer = layer;
      this.slot = slot;
    }

    private float read() {
      return of(network.inputs().get(layer).get(0), slot);
    }

    @Override
    public Float dense(LayerSpec.Dense dense) {
      return states.get(wired.weightsOf(layer)).bias()[slot];
    }

    @Override
    public Float conv2d(LayerSpec.Conv2d conv) {
      return states.get(wired.weightsOf(layer)).bias()[slot];
    }

    @Override
    public Float batchNorm(LayerSpec.BatchNorm norm) {
      NormState n = wired.norm(states, layer);
      double deviation = Math.sqrt((double) n.variance()[slot] + LayerSpec.BatchNorm.EPSILON);
      return (float) (n.scale()[slot] * (read() - n.mean()[slot]) / deviation + n.shift()[slot]);
    }

    @Override
    public Float dropout(LayerSpec.Dropout dropout) {
      return read();
    }

    @Override
    public Float maxPool2d(LayerSpec.MaxPool2d pool) {
      return read();
    }

    @Override
    public Float averagePool2d(LayerSpec.AveragePool2d pool) {
      float value = read();
      return pool.countPadding() && pool.window().isPadded() && value != 0 ? Float.NaN : value;
    }

    @Override
    public Float globalAveragePool(LayerSpec.GlobalAveragePool pool) {
      return read();
    }

    @Override
    public Float relu(LayerSpec.Relu relu) {
      return Math.max(0, read());
    }

    @Override
    public Float pointwise(LayerSpec.Pointwise f) {
      return (float) f.function().value(read(), f.first(), f.second());
    }

    @Override
    public Float flatten(LayerSpec.Flatten flatten) {
      int before = network.inputs().get(layer).get(0);
      int area = slots.of(layer).length / slots.of(before).length;
      return of(before, slot / area);
    }

    @Override
    public Float add(LayerSpec.Add add) {
      float sum = 0;
      for (int read : network.inputs().get(layer)) {
        sum += of(read, slot);
      }
      return sum;
    }

    @Override
    public Float concat(LayerSpec.Concat concat) {
      int at = slot;
      for (int read : network.inputs().get(layer)) {
        int count = slots.of(read).length;
        if (at < count) {
          return of(read, at);
        }
        at -= count;
      }
      throw new AssertionError("slot " + slot + " of layer " + layer);
    }
  }
}
