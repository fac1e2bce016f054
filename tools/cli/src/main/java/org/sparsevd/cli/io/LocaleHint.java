package org.sparsevd.cli.io;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** What the locale does to names: in that of C, Java sees no letter beyond ASCII in any of them. */
public final class LocaleHint {
  private LocaleHint() {}

  /**
   * The path of this name, as a parameter's value.
   *
   * @throws TypeConversionException if the system has no such names; the message says why
   */
  public static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(notAPath(e));
    }
  }

  static String notAPath(InvalidPathException problem) {
    String name = problem.getInput();
    return "'" + name + "' cannot be the name of a file: " + problem.getReason() + about(name);
  }

  /**
   * To append to what is said of a file that is not found: that the locale is the likely reason, or
   * nothing.
   *
   * @param name of the file, as Java has it
   */
  public static String about(String name) {
    return about(
        name, System.getProperty("user.dir", ""), System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /**
   * The same for a folder and an encoding of file names.
   *
   * @param folder that relative names start from
   */
  static String about(String name, String folder, String encoding) {
    boolean spoilt = isSpoilt(name) || isSpoilt(folder);
    return spoilt && charset(encoding).equals(StandardCharsets.US_ASCII)
        ? "; in this locale ("
            + encoding
            + ") Java cannot read names that are not ASCII: set LC_ALL=C.UTF-8"
        : "";
  }

  private static boolean isSpoilt(String name) {
    return name.chars().anyMatch(c -> c > 0x7e || c == '?');
  }

  /**
   * Of stdout and stderr: that of the locale, but UTF-8 for machines, and where the locale says
   * ASCII, which could hold no name of a layer in another script.
   */
  public static Charset output(boolean json) {
    String told = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    return json ? StandardCharsets.UTF_8 : output(told);
  }

  static Charset output(String told) {
    Charset known = charset(told);
    return known.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : known;
  }

  private static Charset charset(String name) {
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.UTF_8;
  }
}
