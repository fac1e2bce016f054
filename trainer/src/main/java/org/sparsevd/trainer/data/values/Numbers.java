package org.sparsevd.trainer.data.values;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Finite float32 numbers; where an image is moved, zeros come in.
 *
 * @param values given away
 */
public record Numbers(float[] values) implements Values {
  @Override
  public int length() {
    return values.length;
  }

  @Override
  public Values part(int from, int to) {
    return new Numbers(Arrays.copyOfRange(values, from, to));
  }

  @Override
  public Values inOrder(int[] order, int size) {
    float[] ordered = new float[order.length * size];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * size, ordered, i * size, size);
    }
    return new Numbers(ordered);
  }

  @Override
  public Values followedBy(Values others) {
    if (!(others instanceof Numbers numbers)) {
      throw new IllegalArgumentException("pixels cannot follow numbers");
    }
    int length = Values.together(values.length, numbers.values.length);
    float[] all = Arrays.copyOf(values, length);
    System.arraycopy(numbers.values, 0, all, values.length, numbers.values.length);
    return new Numbers(all);
  }

  @Override
  public double[] sums(int size) {
    double[] sums = new double[size];
    for (int i = 0; i < values.length; i++) {
      sums[i % size] += values[i];
    }
    return sums;
  }

  @Override
  public double[] squareSums(int size) {
    double[] sums = new double[size];
    for (int i = 0; i < values.length; i++) {
      sums[i % size] += (double) values[i] * values[i];
    }
    return sums;
  }

  @Override
  public float range() {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float range = Float.MIN_NORMAL;
    while (range < largest && range < 0x1p126f) {
      range *= 2;
    }
    return largest == 0 ? 1 : range;
  }

  @Override
  public <T> T read(int from, int to, Function<byte[], T> pixels, Function<float[], T> numbers) {
    return numbers.apply(Arrays.copyOfRange(values, from, to));
  }

  @Override
  public Block block(int size, int inputs) {
    return new FloatBlock(values, size, new float[size * inputs]);
  }

  private record FloatBlock(float[] all, int size, float[] block) implements Block {
    @Override
    public void load(int input, int place) {
      System.arraycopy(all, input * size, block, place * size, size);
    }

    @Override
    public void move(int from, int to, int count) {
      System.arraycopy(block, from, block, to, count);
    }

    @Override
    public void clear(int from, int count) {
      Arrays.fill(block, from, from + count, 0);
    }

    @Override
    public void swap(int a, int b) {
      float swapped = block[a];
      block[a] = block[b];
      block[b] = swapped;
    }

    @Override
    public void turn(int inputs, float[] scales, float[] shifts, float[] out, int at, int stride) {
      for (int i = 0; i < size; i++) {
        for (int place = 0; place < inputs; place++) {
          out[i * stride + at + place] = block[place * size + i] * scales[i] + shifts[i];
        }
      }
    }
  }
}
