package org.sparsevd.compress.flow;

import java.util.Arrays;

/** Sets of channels: the outermost dimension of a value, one flag for each. */
public final class ChannelSets {
  private ChannelSets() {}

  static boolean[] all(int count) {
    boolean[] set = new boolean[count];
    Arrays.fill(set, true);
    return set;
  }

  /** A constant per channel: NaN, because each varies. */
  static float[] varying(int count) {
    float[] constants = new float[count];
    Arrays.fill(constants, Float.NaN);
    return constants;
  }

  static boolean isEmpty(boolean[] set) {
    for (boolean member : set) {
      if (member) {
        return false;
      }
    }
    return true;
  }

  /** The elements of the channels of the set, where each channel has {@code area} of them. */
  public static int[] indices(boolean[] set, int area) {
    int[] indices = new int[set.length * area];
    int count = 0;
    for (int i = 0; i < indices.length; i++) {
      if (set[i / area]) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }

  /** The values at the elements of the channels of the set; see {@link #indices}. */
  public static float[] select(float[] values, boolean[] set) {
    int[] indices = indices(set, values.length / set.length);
    float[] selected = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = values[indices[i]];
    }
    return selected;
  }
}
