package org.sparsevd.trainer.unit;

/**
 * Where the live units of a layer stand among all.
 *
 * @param all how many there are
 * @param live ascending
 */
public record UnitIndex(int all, int[] live) {

  /** The live part of an array with one value a unit. */
  public float[] gather(float[] whole) {
    float[] part = new float[live.length];
    for (int i = 0; i < part.length; i++) {
      part[i] = whole[live[i]];
    }
    return part;
  }

  /** The whole array of a live part, zeros elsewhere. */
  public float[] scatter(float[] part) {
    return replace(new float[all], part);
  }

  /** The whole array with the live part's values in their places. */
  public float[] replace(float[] whole, float[] part) {
    float[] replaced = whole.clone();
    for (int i = 0; i < part.length; i++) {
      replaced[live[i]] = part[i];
    }
    return replaced;
  }
}
