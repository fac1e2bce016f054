package org.sparsevd.trainer.checkpoint;

/**
 * Adam's running estimates for one parameter array (D. Kingma, J. Ba, "Adam", 2015).
 *
 * @param first mean of the gradients
 * @param second mean of their squares; as long as {@code first}
 */
public record AdamMoments(float[] first, float[] second) {
  public AdamMoments {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "Adam's moments differ in length: " + first.length + " and " + second.length);
    }
  }

  /** No values: Adam has not touched the parameter yet. */
  public static AdamMoments none() {
    return new AdamMoments(new float[0], new float[0]);
  }

  void check(String layer, String parameter, int values) {
    if (first.length != 0 && first.length != values) {
      throw new IllegalArgumentException(
          "layer '"
              + layer
              + "': Adam's moments of "
              + parameter
              + " must have 0 or "
              + values
              + " values, found "
              + first.length);
    }
  }
}
