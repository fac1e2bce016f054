package org.sparsevd.runtime.layout;

import java.util.Arrays;

/**
 * The memory of one session for one plan. A value is a slot: an array, and where in it the value
 * begins. Besides, all steps share arrays whose contents last for one step only. Nothing is
 * allocated after construction.
 */
public final class Scratch {
  private final float[][] values;
  private final int[] starts;
  private final int[] places;
  private float[][][] operands = new float[0][][];
  private boolean doubtful;

  /**
   * How much memory a plan needs.
   *
   * @param lengths floats of each slot's array, slack included
   * @param aligned which slots are parts of arrays; see {@link Slots#takeAligned}
   * @param fixed for each slot the array that it always is; null for most
   * @param places indices of inputs that steps may list
   */
  public record Sizes(int[] lengths, boolean[] aligned, float[][] fixed, int places) {}

  /** Memory of these sizes. */
  public Scratch(Sizes sizes) {
    values = new float[sizes.lengths().length][];
    starts = new int[values.length];
    places = new int[sizes.places()];
    for (int slot = 0; slot < values.length; slot++) {
      if (sizes.fixed()[slot] != null) {
        values[slot] = sizes.fixed()[slot];
      } else if (sizes.aligned()[slot]) {
        CacheLines.Part part = CacheLines.part(sizes.lengths()[slot]);
        values[slot] = part.array();
        starts[slot] = part.start();
      } else {
        values[slot] = new float[sizes.lengths()[slot]];
      }
    }
  }

  /** The array that holds the value of a slot, from {@link #start} on. */
  public float[] values(int slot) {
    return values[slot];
  }

  /** The arrays of several slots, for one step: the next call may change what this one returns. */
  public float[][] operands(int[] slots) {
    if (slots.length >= operands.length) {
      operands = Arrays.copyOf(operands, slots.length + 1);
    }
    if (operands[slots.length] == null) {
      operands[slots.length] = new float[slots.length][];
    }
    float[][] arrays = operands[slots.length];
    for (int i = 0; i < slots.length; i++) {
      arrays[i] = values[slots[i]];
    }
    return arrays;
  }

  /** Where the value of a slot begins; 0 where the slot is not aligned. */
  public int start(int slot) {
    return starts[slot];
  }

  /** What all steps share for their sums. */
  public float[] sums() {
    return values[Slots.SUMS];
  }

  /** One of four arrays that all steps share for copies of what they read. */
  public float[] copies(int index) {
    return values[Slots.COPIES + index];
  }

  /** Says that what is being computed cannot be relied on, and has to be computed with care. */
  public void doubt() {
    doubtful = true;
  }

  /** Whether that was said since this was last asked. */
  public boolean takeDoubt() {
    boolean said = doubtful;
    doubtful = false;
    return said;
  }

  /** What all steps share for lists of inputs. */
  public int[] places() {
    return places;
  }
}
