package org.sparsevd.trainer.data;

import java.nio.charset.StandardCharsets;
import org.sparsevd.tensor.Shape;

/**
 * Which data a net is trained on: files, and what was made of them.
 *
 * @param name of the files, for messages
 * @param shape {@code [channels, height, width]} of every image
 * @param classes largest training label of the files and one more; test labels are below it
 * @param sha256 lower-case hex. Of files: of their unpacked content, one after the other (training
 *     images, training labels, test images, test labels; CIFAR: training files, test file), so that
 *     plain and gzip copies agree. Else of the digest before and how the data set was made of it,
 *     step by step
 * @param derivation what was made of the files
 */
public record DatasetIdentity(
    String name, Shape shape, int classes, String sha256, Derivation derivation) {

  public DatasetIdentity {
    if (classes < 1) {
      throw new IllegalArgumentException("data set needs at least 1 class, found " + classes);
    }
  }

  /** Files as they are. */
  public DatasetIdentity(String name, Shape shape, int classes, String sha256) {
    this(name, shape, classes, sha256, Derivation.NONE);
  }

  /**
   * What this becomes with so many of the last training images in place of the test images.
   *
   * @throws IllegalStateException if anything has been made of the files before
   */
  DatasetIdentity holdingOut(int count) {
    require(derivation.equals(Derivation.NONE), "images are held out before anything else");
    return made(Derivation.holdingOut(count), "validation-" + count);
  }

  /**
   * What this becomes when it is whitened.
   *
   * @throws IllegalStateException if it is whitened already, or its labels have been drawn
   */
  DatasetIdentity whitened() {
    require(
        !derivation.whitened() && derivation.labelSeed().isEmpty(),
        "images are whitened once, before labels are drawn");
    return made(derivation.whitening(), "zca");
  }

  /**
   * What this becomes when its labels are drawn at random.
   *
   * @throws IllegalStateException if they have been already
   */
  DatasetIdentity drawingLabels(long seed) {
    require(derivation.labelSeed().isEmpty(), "labels are drawn once");
    return made(derivation.drawingLabels(seed), "random-labels-" + seed);
  }

  private void require(boolean met, String rule) {
    if (!met) {
      throw new IllegalStateException("data set '" + text() + "': " + rule);
    }
  }

  private DatasetIdentity made(Derivation how, String step) {
    String digest = Sha256.of((sha256 + " " + step).getBytes(StandardCharsets.UTF_8));
    return new DatasetIdentity(name, shape, classes, digest, how);
  }

  /** The same values as images of another shape. */
  DatasetIdentity withShape(Shape other) {
    return new DatasetIdentity(name, other, classes, sha256, derivation);
  }

  /** What files become by a derivation; see above. */
  DatasetIdentity made(Derivation how) {
    DatasetIdentity made = how.heldOut() > 0 ? holdingOut(how.heldOut()) : this;
    made = how.whitened() ? made.whitened() : made;
    return how.labelSeed().isPresent() ? made.drawingLabels(how.labelSeed().getAsLong()) : made;
  }

  /**
   * Checks that data are those that a net was trained on, which this names; the name may be
   * another.
   *
   * @throws IllegalArgumentException if shapes or digests differ
   */
  public void check(DatasetIdentity found) {
    if (!found.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "the net was trained on '"
              + text()
              + "' of images "
              + shape
              + ", found '"
              + found.text()
              + "' of images "
              + found.shape);
    }
    if (!found.sha256.equals(sha256)) {
      throw new IllegalArgumentException(
          "the net was trained on '"
              + text()
              + "' with SHA-256 "
              + sha256
              + ", found '"
              + found.text()
              + "' with "
              + found.sha256);
    }
  }

  /** For people: {@code mnist, validation 5000, zca, random labels 1}. */
  public String text() {
    StringBuilder text = new StringBuilder(name);
    if (derivation.heldOut() > 0) {
      text.append(", validation ").append(derivation.heldOut());
    }
    if (derivation.whitened()) {
      text.append(", zca");
    }
    derivation.labelSeed().ifPresent(seed -> text.append(", random labels ").append(seed));
    return text.toString();
  }
}
