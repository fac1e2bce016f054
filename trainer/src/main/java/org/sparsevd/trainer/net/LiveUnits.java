package org.sparsevd.trainer.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which units of a network take part: units whose every incoming or every outgoing weight has been
 * removed are left out of the computation. All indices are ascending.
 *
 * @param elements live numbers of an image where only dense layers read it; null where all are read
 * @param inputs live inputs of each layer with weights: units or channels of a group
 * @param outputs live units or filters of each layer with weights
 * @param norms live channels of each batch normalisation that stands by itself
 */
public record LiveUnits(
    int[] elements, List<int[]> inputs, List<int[]> outputs, List<int[]> norms) {

  /** The first {@code count} units, all live. */
  public static int[] all(int count) {
    int[] units = new int[count];
    for (int i = 0; i < count; i++) {
      units[i] = i;
    }
    return units;
  }

  /** Whether the same units are live. */
  public boolean sameAs(LiveUnits other) {
    return Arrays.equals(elements, other.elements)
        && same(inputs, other.inputs)
        && same(outputs, other.outputs)
        && same(norms, other.norms);
  }

  private static boolean same(List<int[]> a, List<int[]> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!Arrays.equals(a.get(i), b.get(i))) {
        return false;
      }
    }
    return a.size() == b.size();
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
