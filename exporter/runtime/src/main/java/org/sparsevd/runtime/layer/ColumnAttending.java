package org.sparsevd.runtime.layer;

import java.util.Arrays;
import org.sparsevd.model.loop.AttentionLoop;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.step.KernelStep;

/**
 * Attention with queries in lanes, a panel of them at a time. Products of keys and queries lie
 * {@code [key][query]}, so their softmax goes down columns, whole vectors at a time. Sums have the
 * order of {@link Attending}, and so its bits.
 *
 * @param shape sizes and scale; all rows see all keys
 * @param items how often all that stands in each input
 * @param starts where the mask of each item begins, a number for each key; null where there is none
 * @param inputs slots of queries, keys, values, perhaps the mask
 * @param notes slot of {@link #notes} floats
 */
public record ColumnAttending(
    MatrixKernels matrices,
    ColumnShares shares,
    AttentionLoop shape,
    int items,
    int[] starts,
    int[] inputs,
    int notes,
    int out)
    implements KernelStep {

  /** Floats that it notes: queries and values by elements, products, and sums of values. */
  public static int notes(MatrixKernels matrices, AttentionLoop shape) {
    int panel = Math.addExact(Math.addExact(shape.size(), shape.width()), shape.keys());
    return Math.addExact(
        Math.multiplyExact(panel, matrices.width()),
        Math.multiplyExact(shape.width(), shape.keys()));
  }

  private int products() {
    return shape.size() * matrices.width();
  }

  private int sums() {
    return products() + shape.keys() * matrices.width();
  }

  private int values() {
    return sums() + shape.width() * matrices.width();
  }

  @Override
  public void run(Scratch scratch) {
    float[] room = scratch.values(notes);
    for (int item = 0; item < items; item++) {
      for (int head = 0; head < shape.heads(); head++) {
        turn(
            scratch.values(inputs[2]),
            (item * shape.keys() * shape.heads() + head) * shape.width(),
            shape.heads() * shape.width(),
            shape.keys(),
            shape.width(),
            room,
            values(),
            shape.keys());
        for (int row = 0; row < shape.rows(); row += matrices.width()) {
          int count = Math.min(matrices.width(), shape.rows() - row);
          panel(scratch, item, head, row, count);
        }
      }
    }
  }

  /** Puts elements {@code [vector][element]} of a head, or of some of its rows, the other way. */
  private static void turn(
      float[] from, int at, int step, int vectors, int size, float[] to, int place, int toStep) {
    for (int vector = 0; vector < vectors; vector++) {
      int target = place + vector;
      for (int i = 0; i < size; i++) {
        to[target] = from[at + i];
        target += toStep;
      }
      at += step;
    }
  }

  private void panel(Scratch scratch, int item, int head, int row, int count) {
    float[] room = scratch.values(notes);
    int width = matrices.width();
    if (count < width) {
      Arrays.fill(room, 0, products(), 0);
    }
    turn(
        scratch.values(inputs[0]),
        ((item * shape.rows() + row) * shape.heads() + head) * shape.size(),
        shape.heads() * shape.size(),
        count,
        shape.size(),
        room,
        0,
        width);
    Arrays.fill(room, products(), values(), 0);
    matrices.add(
        scratch.values(inputs[1]),
        (item * shape.keys() * shape.heads() + head) * shape.size(),
        shape.heads() * shape.size(),
        shape.keys(),
        shape.size(),
        room,
        0,
        width,
        width,
        width,
        room,
        products(),
        width,
        scratch.sums());
    float[] mask = starts == null ? null : scratch.values(inputs[3]);
    shares.run(room, products(), shape.keys(), mask, starts == null ? 0 : starts[item]);
    matrices.add(
        room,
        values(),
        shape.keys(),
        shape.width(),
        shape.keys(),
        room,
        products(),
        width,
        width,
        width,
        room,
        sums(),
        width,
        scratch.sums());
    write(scratch, item, head, row, count);
  }

  private void write(Scratch scratch, int item, int head, int row, int count) {
    float[] room = scratch.values(notes);
    float[] y = scratch.values(out);
    int step = shape.heads() * shape.width();
    int to = ((item * shape.rows() + row) * shape.heads() + head) * shape.width();
    for (int r = 0; r < count; r++) {
      int from = sums() + r;
      for (int i = 0; i < shape.width(); i++) {
        y[to + i] = room[from];
        from += matrices.width();
      }
      to += step;
    }
  }

  /**
   * Where the mask of each item begins.
   *
   * @return null where rows of an item have different masks, or keys do not follow each other
   */
  public static int[] starts(AttentionLoop.Places places, AttentionLoop shape, int items) {
    int rows = shape.heads() * shape.rows();
    int[] starts = new int[items];
    for (int i = 0; i < items * rows; i++) {
      starts[i / rows] = places.starts()[i / rows * rows];
      if (places.starts()[i] != starts[i / rows]) {
        return null;
      }
    }
    return places.step() == 1 ? starts : null;
  }
}
