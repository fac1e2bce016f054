package org.sparsevd.trainer.checkpoint;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Derivation;

/**
 * Names of data sets in the first checkpoints, which told in the name what had been made of the
 * files: {@code mnist/validation-5000/zca/random-labels-3}, each part only where it was done.
 * Nobody writes them any more.
 */
final class DatasetName {
  private static final Pattern PARTS =
      Pattern.compile(
          "([^/]*)(?:/validation-([1-9][0-9]{0,8}))?(/zca)?(?:/random-labels-(-?[0-9]{1,19}))?");

  private DatasetName() {}

  /** What such a checkpoint was trained on; a name that tells something else is only a name. */
  static DatasetIdentity read(String name, Shape shape, int classes, String sha256) {
    Matcher parts = PARTS.matcher(name);
    if (!parts.matches()) {
      return new DatasetIdentity(name, shape, classes, sha256);
    }
    int heldOut = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    boolean whitened = parts.group(3) != null;
    try {
      OptionalLong labelSeed =
          parts.group(4) == null
              ? OptionalLong.empty()
              : OptionalLong.of(Long.parseLong(parts.group(4)));
      Derivation derivation = new Derivation(heldOut, whitened, labelSeed);
      return new DatasetIdentity(parts.group(1), shape, classes, sha256, derivation);
    } catch (NumberFormatException e) {
      return new DatasetIdentity(name, shape, classes, sha256); // beyond 64 bits: no seed of ours
    }
  }
}
