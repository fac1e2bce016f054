package org.sparsevd.cli.compare;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.sparsevd.cli.io.CliException;

/** Seeds as users write them: {@code 1-3} or {@code 7}. */
public final class Seeds {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");
  private static final int MOST = 100;

  private Seeds() {}

  /**
   * The seeds of a range, ascending.
   *
   * @throws CliException if it is none, or has more than 100
   */
  public static List<Long> of(String text) throws CliException {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      throw CliException.usage("--seeds: expected a seed or a range like 1-3, found " + text);
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
    if (last < first || last - first >= MOST) {
      throw CliException.usage(
          "--seeds: expected 1 to " + MOST + " seeds in ascending order, found " + text);
    }
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
