package org.sparsevd.cli.options;

import java.util.Locale;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.compress.WeightFormat;
import picocli.CommandLine.Option;

/** What {@code compress} and {@code pipeline} are told about the compact file. */
public final class CompressionOptions {
  private static final double MAX_ERROR_INCREASE = 0.05;

  @Option(
      names = "--max-error-increase",
      paramLabel = "P",
      description = {
        "the smallest file whose error on training images that were set aside is at most P",
        "percentage points higher (default: " + MAX_ERROR_INCREASE + ");",
        "compress .onnx: with --calibrate, how sparse each layer becomes is chosen by it, too"
      })
  private Double maxErrorIncrease;

  @Option(names = "--lossless", description = "keep every weight as float32")
  private boolean lossless;

  @Option(
      names = "--format",
      paramLabel = "dense|csr|bitmask|coded",
      description = "how weights are stored (default: the smallest; coded unless --lossless)")
  private String format;

  /**
   * Checks what was asked for, of a net that was trained here and says itself which weights go.
   *
   * @throws CliException if it makes no sense
   */
  public void checkTrained() throws CliException {
    if (maxErrorIncrease != null && lossless) {
      throw CliException.usage("--lossless and --max-error-increase exclude each other");
    }
    check();
  }

  /**
   * Checks what was asked for.
   *
   * @throws CliException if it makes no sense
   */
  public void check() throws CliException {
    if (maxErrorIncrease != null && !(maxErrorIncrease >= 0 && maxErrorIncrease <= 100)) {
      throw CliException.usage("--max-error-increase must be 0 to 100, found " + maxErrorIncrease);
    }
    WeightFormat asked = format();
    if (asked == WeightFormat.CODED && lossless) {
      throw CliException.usage(
          "--format coded stores multiples of a step, --lossless keeps every value: choose one");
    }
  }

  /** The format that all weights are to have, or null. */
  public WeightFormat format() throws CliException {
    if (format == null) {
      return null;
    }
    for (WeightFormat known : WeightFormat.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(format)) {
        return known;
      }
    }
    throw CliException.usage(
        "unknown format '" + format + "', expected dense, csr, bitmask or coded");
  }

  public boolean lossless() {
    return lossless;
  }

  /** Percentage points as asked for, or null. */
  public Double asked() {
    return maxErrorIncrease;
  }

  /** Percentage points. */
  public double maxErrorIncrease() {
    return maxErrorIncrease == null ? MAX_ERROR_INCREASE : maxErrorIncrease;
  }
}
