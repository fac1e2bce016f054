package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link TextEncoder} for any number of threads. There are as many copies as threads embed at
 * once; weights are shared, and one copy a processor is kept.
 */
public final class SharedTextEncoder {
  private final String name;
  private final Copies<TextEncoder> copies;

  /**
   * Shares an encoder, which nobody else may use any more.
   *
   * @param name by which frameworks know it
   */
  public SharedTextEncoder(String name, TextEncoder encoder) {
    this.name = name;
    this.copies = new Copies<>(encoder, TextEncoder::copy);
  }

  /**
   * Loads a {@code .spvd} file of {@code compress --vocabulary}, which gives the name, too.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, or has no vocabulary
   * @throws IOException if it cannot be read
   */
  public static SharedTextEncoder load(Path file) throws IOException {
    return new SharedTextEncoder(String.valueOf(file.getFileName()), TextEncoder.load(file));
  }

  /** By which frameworks know it. */
  public String name() {
    return name;
  }

  /** A text with its vector. */
  public record Embedded(float[] vector, int tokens) {}

  /** The vector of a text, of length 1, and how many tokens the net read. */
  public Embedded embed(String text) {
    return copies.ask(mine -> new Embedded(mine.embed(text), mine.tokens(text).length));
  }

  /** The same of several texts, in their order, on as many threads as there are processors. */
  public List<Embedded> embedAll(List<String> texts) {
    return texts.parallelStream().map(this::embed).toList();
  }
}
