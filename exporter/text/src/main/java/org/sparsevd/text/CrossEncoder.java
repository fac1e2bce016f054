package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * A net that reads two texts at once and says how well the second answers the first, such as a
 * reranker (Nogueira and Cho, "Passage Re-ranking with BERT", 2019). One thread at a time may use
 * it; {@link #copy} gives another one that shares the weights.
 */
public final class CrossEncoder {
  private final TokenNet net;

  private CrossEncoder(TokenNet net) {
    this.net = net;
  }

  /**
   * Loads a {@code .spvd} file of a net that takes tokens and gives a score, with its vocabulary.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, has no vocabulary, or its net
   *     takes or gives something else; names the file
   * @throws IOException if it cannot be read
   */
  public static CrossEncoder load(Path file) throws IOException {
    return TokenNet.decoded(file.toString(), Files.readAllBytes(file), CrossEncoder::of);
  }

  /**
   * A cross-encoder of a net and a vocabulary.
   *
   * @throws IllegalArgumentException if the net takes something else than tokens, or gives
   *     something else than one score, {@code [batch, 1]}
   */
  public static CrossEncoder of(SparseModel model, Vocabulary vocabulary) {
    TokenNet net = TokenNet.of(model, vocabulary);
    Shape shape = model.outputs().get(0).shape();
    Dim last = shape.rank() == 0 ? null : shape.extent(shape.rank() - 1);
    int whole = model.isBatched() ? 1 : 2;
    if (shape.rank() != whole || !last.isNumber() || shape.dim(shape.rank() - 1) != 1) {
      throw new IllegalArgumentException(
          "the net gives " + model.outputs().get(0) + ", expected one score, [batch, 1]");
    }
    return new CrossEncoder(net);
  }

  /** Another one with the same weights, for another thread. */
  public CrossEncoder copy() {
    return new CrossEncoder(net.copy());
  }

  /**
   * A score and how many tokens were read for it.
   *
   * @param score as the net gives it, most often a logit
   * @param tokens of both texts, without those around them
   */
  public record Scored(float score, int tokens) {}

  /**
   * How well a text answers a query. Where both are too long, the longer one is cut until they are
   * of one length.
   */
  public Scored score(String query, String text) {
    Tokens tokens = net.pieces().pair(query, text);
    float[] scores = net.answer(tokens, (output, count, length) -> output.floats());
    return new Scored(scores[0], tokens.all().length - WordPieces.AROUND_TWO);
  }
}
