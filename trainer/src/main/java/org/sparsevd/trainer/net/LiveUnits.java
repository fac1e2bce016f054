package org.sparsevd.trainer.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which units of a network take part: units whose every incoming or every outgoing weight has been
 * removed are left out of the computation.
 *
 * @param inputs live input units (pixels in front of a dense layer, else channels), ascending
 * @param outputs live units or filters of each layer with weights, ascending
 */
public record LiveUnits(int[] inputs, List<int[]> outputs) {

  /** The first {@code count} units, all live. */
  public static int[] all(int count) {
    int[] units = new int[count];
    for (int i = 0; i < count; i++) {
      units[i] = i;
    }
    return units;
  }

  /**
   * Live inputs of a layer.
   *
   * @param layer counted from 0
   * @param area inputs that each output of the layer before becomes: pixels, if it is flattened
   */
  public int[] inputsOf(int layer, int area) {
    if (layer == 0) {
      return inputs;
    }
    int[] before = outputs.get(layer - 1);
    int[] expanded = new int[before.length * area];
    for (int i = 0; i < expanded.length; i++) {
      expanded[i] = before[i / area] * area + i % area;
    }
    return expanded;
  }

  /** Whether the same units are live. */
  public boolean sameAs(LiveUnits other) {
    if (!Arrays.equals(inputs, other.inputs) || outputs.size() != other.outputs.size()) {
      return false;
    }
    for (int l = 0; l < outputs.size(); l++) {
      if (!Arrays.equals(outputs.get(l), other.outputs.get(l))) {
        return false;
      }
    }
    return true;
  }

  /** The indices below {@code flags.length} whose flag is set; the first if none is. */
  public static int[] where(boolean[] flags) {
    List<Integer> set = new ArrayList<>();
    for (int i = 0; i < flags.length; i++) {
      if (flags[i]) {
        set.add(i);
      }
    }
    if (set.isEmpty()) {
      set.add(0);
    }
    return set.stream().mapToInt(Integer::intValue).toArray();
  }
}
