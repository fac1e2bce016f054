package org.sparsevd.trainer.unit;

import java.util.List;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.net.LiveUnits;

/**
 * Where the weights of a layer among its live units stand in the whole layer.
 *
 * @param outputs units or filters of the whole layer
 * @param inputs input units or channels of the whole layer
 * @param kernel pixels of the kernel, 1 for a dense layer
 * @param liveOutputs ascending
 * @param liveInputs ascending
 */
public record WeightIndex(
    int outputs, int inputs, int kernel, int[] liveOutputs, int[] liveInputs) {

  /** The index of a network's layer. */
  public static WeightIndex of(List<LayerState> states, LiveUnits live, int layer) {
    int[] shape = states.get(layer).shape();
    return new WeightIndex(
        shape[0], shape[1], kernelOf(shape), live.outputs().get(layer), live.inputs().get(layer));
  }

  static int kernelOf(int[] shape) {
    return shape.length == 4 ? shape[2] * shape[3] : 1;
  }

  /** The live part of an array with one value a weight. */
  public float[] gather(float[] whole) {
    float[] part = new float[liveOutputs.length * liveInputs.length * kernel];
    int i = 0;
    for (int o : liveOutputs) {
      for (int c : liveInputs) {
        System.arraycopy(whole, (o * inputs + c) * kernel, part, i, kernel);
        i += kernel;
      }
    }
    return part;
  }

  /** The whole array of a live part, zeros elsewhere. */
  public float[] scatter(float[] part) {
    float[] whole = new float[outputs * inputs * kernel];
    int i = 0;
    for (int o : liveOutputs) {
      for (int c : liveInputs) {
        System.arraycopy(part, i, whole, (o * inputs + c) * kernel, kernel);
        i += kernel;
      }
    }
    return whole;
  }

  /** The same of arrays with one value an output. */
  public UnitIndex units() {
    return new UnitIndex(outputs, liveOutputs);
  }
}
