package org.sparsevd.cli.options;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparsevd.cli.io.CliException;
import picocli.CommandLine.Option;

/** How small or how like the original a net made without training is to be. */
public final class GoalOptions {
  private static final Pattern BYTES =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(|B|kB|MB|GB)");

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = {
        "nets of several inputs or of whole shapes: the file nearest to the original of at most so",
        "many bytes, such as 9.5MB; with --calibrate"
      })
  private String maxBytes;

  @Option(
      names = "--min-similarity",
      paramLabel = "C",
      description = {
        "such nets: the smallest file whose outputs are so alike to the original's, such as 0.99:",
        "the mean cosine, of the mean over tokens; with --calibrate"
      })
  private Double minSimilarity;

  @Option(
      names = "--front",
      description = {
        "such nets: a table of sizes and similarities, from fine to coarse, and a plot of them in",
        "OUT.front.html"
      })
  private boolean front;

  /** Whether one of them is asked for. */
  public boolean given() {
    return maxBytes != null || minSimilarity != null || front;
  }

  /** Whether a table of sizes is. */
  public boolean front() {
    return front;
  }

  /** Bytes of the file at most, if asked for. */
  public OptionalLong maxBytes() throws CliException {
    if (maxBytes == null) {
      return OptionalLong.empty();
    }
    Matcher matcher = BYTES.matcher(maxBytes);
    if (!matcher.matches()) {
      throw CliException.usage(
          "--max-bytes must be a number such as 9500000, 950kB or 9.5MB, found '" + maxBytes + "'");
    }
    double unit =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "kb" -> 1e3;
          case "mb" -> 1e6;
          case "gb" -> 1e9;
          default -> 1;
        };
    return OptionalLong.of((long) (Double.parseDouble(matcher.group(1)) * unit));
  }

  /** The least similarity, if asked for. */
  public Optional<Double> minSimilarity() {
    return Optional.ofNullable(minSimilarity);
  }

  /** Refuses goals of a net of one input of floats with the batch first. */
  public void refuse() throws CliException {
    if (given()) {
      throw CliException.usage(
          "--max-bytes, --min-similarity and --front are for nets of several inputs or of whole"
              + " shapes; --max-error-increase P bounds others");
    }
  }

  /**
   * Checks the options against each other.
   *
   * @param others whether something else says how weights are rounded
   */
  public void check(boolean calibrates, boolean others) throws CliException {
    if (!given()) {
      return;
    }
    if (!calibrates) {
      throw CliException.usage(
          "--max-bytes, --min-similarity and --front need data to measure on: --calibrate DATA");
    }
    if (others) {
      throw CliException.usage(
          "--max-bytes, --min-similarity and --front choose the steps of all weights, leave --bits,"
              + " --lossless and --int8 out");
    }
    if (maxBytes != null && minSimilarity != null) {
      throw CliException.usage("--max-bytes and --min-similarity exclude each other");
    }
    if (minSimilarity != null && !(minSimilarity > 0 && minSimilarity < 1)) {
      throw CliException.usage(
          "--min-similarity must be above 0 and below 1, such as 0.99, found " + minSimilarity);
    }
    maxBytes();
  }
}
