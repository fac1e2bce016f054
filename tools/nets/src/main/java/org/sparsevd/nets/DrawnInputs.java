package org.sparsevd.nets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.sparsevd.runtime.Value;

/**
 * Inputs of a net by chance: normal numbers where it takes floats, and whole numbers of a range
 * where it takes those. The same seed draws the same.
 *
 * @param numbers what free extents are, by the file's names
 * @param ranges of inputs, by name
 */
public record DrawnInputs(Map<String, Integer> numbers, Map<String, DrawnRange> ranges) {
  /** A first dimension of which nothing is said: mostly the batch. */
  private static final int BATCH = 2;

  /** Elements of one input. */
  private static final long MOST = 1 << 28;

  private static final DrawnRange BYTES = new DrawnRange(0, 255);
  private static final DrawnRange TRUTHS = new DrawnRange(0, 1);

  public DrawnInputs {
    numbers = Map.copyOf(numbers);
    ranges = Map.copyOf(ranges);
  }

  /** The free extents of some inputs, by name; what has no name is left out. */
  public static Set<String> free(List<OnnxPort> inputs) {
    Set<String> names = new LinkedHashSet<>();
    for (OnnxPort input : inputs) {
      for (String extent : input.extents()) {
        if (!isNumber(extent) && !extent.isEmpty()) {
          names.add(extent);
        }
      }
    }
    return names;
  }

  /**
   * Checks that all extents are known.
   *
   * @throws IllegalArgumentException naming the first input of which one is not
   */
  public void check(List<OnnxPort> inputs) {
    inputs.forEach(this::dims);
  }

  /**
   * A value for each input.
   *
   * @throws IllegalArgumentException if an extent is not known
   * @throws IOException if no value can be drawn; the message names the input
   */
  public Map<String, Value> draw(List<OnnxPort> inputs, long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Value> values = new LinkedHashMap<>();
    for (OnnxPort input : inputs) {
      values.put(input.name(), draw(input, random));
    }
    return values;
  }

  private Value draw(OnnxPort input, Random random) throws IOException {
    int[] dims = dims(input);
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    DrawnRange range = ranges.get(input.name());
    return switch (input.type()) {
      case FLOAT, DOUBLE, FLOAT16 -> Value.of(floats(range, size, random), dims);
      case INT64 -> Value.of(longs(range, size, random), dims);
      case INT32 -> {
        int[] ints = new int[size];
        for (int i = 0; i < size; i++) {
          ints[i] = (int) or(range, TRUTHS).whole(random);
        }
        yield Value.of(ints, dims);
      }
      case UINT8 -> {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) or(range, BYTES).whole(random);
        }
        yield Value.of(bytes, dims);
      }
      case BOOL -> {
        boolean[] truths = new boolean[size];
        for (int i = 0; i < size; i++) {
          truths[i] = or(range, TRUTHS).whole(random) != 0;
        }
        yield Value.of(truths, dims);
      }
      default ->
          throw new IOException(
              "input '" + input.name() + "': no value can be drawn of type " + input.type());
    };
  }

  private static DrawnRange or(DrawnRange range, DrawnRange otherwise) {
    return range == null ? otherwise : range;
  }

  private static long[] longs(DrawnRange range, int size, Random random) {
    long[] longs = new long[size];
    for (int i = 0; i < size; i++) {
      longs[i] = or(range, TRUTHS).whole(random);
    }
    return longs;
  }

  private static float[] floats(DrawnRange range, int size, Random random) {
    float[] floats = new float[size];
    for (int i = 0; i < size; i++) {
      floats[i] = (float) (range == null ? random.nextGaussian() : range.number(random));
    }
    return floats;
  }

  private int[] dims(OnnxPort input) {
    List<Integer> dims = new ArrayList<>();
    long size = 1;
    for (String extent : input.extents()) {
      int dim = number(input, extent, dims.isEmpty());
      dims.add(dim);
      size *= dim;
      if (size > MOST) {
        throw new IllegalArgumentException(
            "input " + input + ": expected at most " + MOST + " elements, found " + size);
      }
    }
    return dims.stream().mapToInt(dim -> dim).toArray();
  }

  private int number(OnnxPort input, String extent, boolean first) {
    if (isNumber(extent)) {
      return Integer.parseInt(extent);
    }
    Integer number = numbers.get(extent);
    if (number == null && !first) {
      throw new IllegalArgumentException(
          "input "
              + input
              + ": expected a number for its "
              + (extent.isEmpty() ? "dimension without a name" : "dimension '" + extent + "'")
              + ", found none");
    }
    return number == null ? BATCH : number;
  }

  private static boolean isNumber(String extent) {
    return extent.matches("[0-9]{1,9}");
  }
}
