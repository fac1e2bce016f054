package org.sparsevd.trainer.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which weights of a layer share one decision, to stay or to go. A block is so many neighbouring
 * output units times so many neighbouring inputs, of a convolution at one place of its kernel; it
 * never reaches from one group of channels into the next. Blocks at an edge are smaller.
 */
public enum Blocks {
  /** Every weight for itself. */
  NONE("1x1", 1, 1),
  /** Four inputs of one unit: what an instruction for bytes multiplies. */
  INPUTS("1x4", 1, 4),
  /** Four units at one input, which is loaded once for them. */
  UNITS("4x1", 4, 1),
  /** Four units times four inputs. */
  SQUARES("4x4", 4, 4),
  /** All weights of a unit or filter, whatever it reads: structured sparsity. */
  WHOLE_UNITS("units", 1, Integer.MAX_VALUE);

  private final String id;
  private final int units;
  private final int inputs;

  Blocks(String id, int units, int inputs) {
    this.id = id;
    this.units = units;
    this.inputs = inputs;
  }

  /** The name in options and recipes, such as 1x4: output units, then inputs. */
  public String id() {
    return id;
  }

  /**
   * The blocks of this {@link #id}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Blocks of(String id) {
    for (Blocks blocks : values()) {
      if (blocks.id.equals(id)) {
        return blocks;
      }
    }
    List<String> ids = Arrays.stream(values()).map(Blocks::id).toList();
    throw new IllegalArgumentException(
        "expected " + String.join(", ", ids) + ", found '" + id + "'");
  }

  /**
   * The blocks of a layer, of which some units may have been left out. They are those of the whole
   * layer all the same, so what is left out does not move the others.
   *
   * @param shape of the whole weight: {@code [outputs, inputs of a group, ...]}
   * @param groups into which outputs are cut
   * @param liveOutputs those that are there, ascending
   * @param liveInputs those of a group that are there, ascending
   * @return null where every weight decides for itself
   */
  public BlockGrid grid(int[] shape, int groups, int[] liveOutputs, int[] liveInputs) {
    int perGroup = shape[0] / groups;
    int kernel = Arrays.stream(shape).skip(2).reduce(1, (a, b) -> a * b);
    boolean whole = this == WHOLE_UNITS;
    if (Math.min(units, perGroup) * Math.min(inputs, shape[1]) * (whole ? kernel : 1) == 1) {
      return null;
    }
    List<Integer> starts = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    int last = -1;
    for (int row = 0; row < liveOutputs.length; row++) {
      int inGroup = liveOutputs[row] % perGroup;
      int first = liveOutputs[row] - inGroup % units;
      if (first != last) {
        starts.add(row);
        sizes.add(Math.min(units, perGroup - (inGroup - inGroup % units)));
        last = first;
      }
    }
    starts.add(liveOutputs.length);
    int places = whole ? 1 : kernel;
    int[] blockOf = new int[liveInputs.length * kernel];
    List<Integer> columnSizes = new ArrayList<>();
    int lastBlock = -1;
    for (int c = 0; c < liveInputs.length; c++) {
      int block = liveInputs[c] / inputs;
      if (block != lastBlock) {
        int size = Math.min(inputs, shape[1] - block * inputs) * (whole ? kernel : 1);
        for (int place = 0; place < places; place++) {
          columnSizes.add(size);
        }
        lastBlock = block;
      }
      for (int k = 0; k < kernel; k++) {
        blockOf[c * kernel + k] = columnSizes.size() - places + (whole ? 0 : k);
      }
    }
    return new BlockGrid(ints(starts), ints(sizes), blockOf, ints(columnSizes));
  }

  /** The blocks of a whole layer; null where every weight decides for itself. */
  public BlockGrid grid(int[] shape, int groups) {
    int[] outputs = IntStream.range(0, shape[0]).toArray();
    return grid(shape, groups, outputs, IntStream.range(0, shape[1]).toArray());
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
