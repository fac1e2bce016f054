package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A {@link TextEncoder} for any number of threads. There are as many copies as threads embed at
 * once; weights are shared, and one copy a processor is kept.
 */
public final class SharedTextEncoder {
  private final TextEncoder first;
  private final BlockingQueue<TextEncoder> free;

  /** Shares an encoder, which nobody else may use any more. */
  public SharedTextEncoder(TextEncoder encoder) {
    this.first = encoder;
    this.free = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    free.add(encoder);
  }

  /**
   * Loads a file; see {@link TextEncoder#load}.
   *
   * @throws org.sparsevd.format.FormatException if it is none of a net with a vocabulary
   * @throws IOException if it cannot be read
   */
  public static SharedTextEncoder load(Path file) throws IOException {
    return new SharedTextEncoder(TextEncoder.load(file));
  }

  /** A text with its vector. */
  public record Embedded(float[] vector, int tokens) {}

  /** The vector of a text, of length 1, and how many tokens the net read. */
  public Embedded embed(String text) {
    TextEncoder mine = free.poll();
    if (mine == null) {
      mine = first.copy();
    }
    Embedded embedded = new Embedded(mine.embed(text), mine.tokens(text).length);
    // Not after a failure: what was interrupted in the middle may be in any state.
    free.offer(mine);
    return embedded;
  }

  /** The same of several texts, in their order, on as many threads as there are processors. */
  public List<Embedded> embedAll(List<String> texts) {
    return texts.parallelStream().map(this::embed).toList();
  }
}
