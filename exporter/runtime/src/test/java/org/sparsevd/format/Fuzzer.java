package org.sparsevd.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Jazzer calls with inputs that it steers by coverage; {@code mvn -Pfuzz} runs it. Anything
 * but a model or a refusal is a finding.
 */
public final class Fuzzer {
  private static final int SMALLEST = 14;

  private Fuzzer() {}

  /** Decodes a file as it is, and with its checksums set right. */
  public static void fuzzerTestOneInput(byte[] input) {
    decode(input);
    if (input.length >= SMALLEST) {
      decode(Signed.file(input.clone()));
    }
  }

  private static void decode(byte[] file) {
    try {
      SpvdFile.decode(file);
    } catch (FormatException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("a refusal without reason", e);
      }
    }
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
