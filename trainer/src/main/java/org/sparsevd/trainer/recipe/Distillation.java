package org.sparsevd.trainer.recipe;

/**
 * What a run learns from another net beside the labels (Hinton, Vinyals and Dean 2015): with scores
 * z of the net and t of its teacher, both divided by a temperature T, an image's loss is
 *
 * <pre>
 * (1 - weight) * CE(label, softmax(z)) + weight * T^2 * KL(softmax(t / T) || softmax(z / T))
 * </pre>
 *
 * @param weight of the teacher against the labels, above 0 and up to 1
 * @param temperature 1 to 100; the higher, the more the teacher tells of what it thinks unlikely
 * @param teacherSha256 of the teacher's checkpoint file, lower-case hex
 */
public record Distillation(double weight, double temperature, String teacherSha256) {
  public Distillation {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "the teacher's weight must be above 0 and up to 1, found " + weight);
    }
    if (!(temperature >= 1 && temperature <= 100)) {
      throw new IllegalArgumentException("the temperature must be 1 to 100, found " + temperature);
    }
    if (!teacherSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "the teacher's SHA-256 must be 64 digits 0 to f, found '" + teacherSha256 + "'");
    }
  }
}
