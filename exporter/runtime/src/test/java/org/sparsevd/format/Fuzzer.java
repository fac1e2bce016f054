package org.sparsevd.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Jazzer calls with inputs that it steers by coverage; {@code mvn -Pjazzer} runs it. Anything
 * but a model or a refusal is a finding, and so is memory or time beyond what {@code FORMAT.md}
 * allows.
 *
 * <p>It names no class of Jazzer's, so every build compiles it and none but that profile needs
 * Jazzer.
 */
public final class Fuzzer {
  private static final int SMALLEST = 14;

  /** Longer inputs cost the fuzzer speed and show nothing that short ones do not. */
  private static final int LONGEST = 1 << 14;

  /** A second; what Jazzer instruments takes ten times as long. */
  private static final long MOST_NANOS = 10_000_000_000L;

  private Fuzzer() {}

  /** Decodes a file as it is, and with its checksums set right. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > LONGEST) {
      return;
    }
    decode(input);
    if (input.length >= SMALLEST) {
      decode(Signed.file(input.clone()));
    }
  }

  private static void decode(byte[] file) {
    if (!isFine(Decoding.of(file))) {
      // The first time may have counted the classes that Jazzer instruments as they are loaded.
      Decoding again = Decoding.of(file);
      if (!isFine(again)) {
        throw new AssertionError("too much memory or time: " + again);
      }
    }
  }

  private static boolean isFine(Decoding decoding) {
    return decoding.keepsBound() && decoding.nanos() <= MOST_NANOS;
  }

  /**
   * Runs files again that Jazzer left.
   *
   * @param files their paths
   */
  public static void main(String[] files) throws Exception {
    for (String file : List.of(files)) {
      fuzzerTestOneInput(Files.readAllBytes(Path.of(file)));
    }
  }
}
