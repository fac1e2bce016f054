package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A {@link CrossEncoder} for any number of threads; weights are shared. */
public final class SharedCrossEncoder {
  private final Copies<CrossEncoder> copies;

  /** Shares a cross-encoder, which nobody else may use any more. */
  public SharedCrossEncoder(CrossEncoder encoder) {
    this.copies = new Copies<>(encoder, CrossEncoder::copy);
  }

  /**
   * Loads a file; see {@link CrossEncoder#load}.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, has no vocabulary, or its net
   *     gives something else than a score
   * @throws IOException if it cannot be read
   */
  public static SharedCrossEncoder load(Path file) throws IOException {
    return new SharedCrossEncoder(CrossEncoder.load(file));
  }

  /** How well a text answers a query; see {@link CrossEncoder#score}. */
  public CrossEncoder.Scored score(String query, String text) {
    return copies.ask(encoder -> encoder.score(query, text));
  }

  /** The same of several texts, in their order, on as many threads as there are processors. */
  public List<CrossEncoder.Scored> scoreAll(String query, List<String> texts) {
    return texts.parallelStream().map(text -> score(query, text)).toList();
  }
}
