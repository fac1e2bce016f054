package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * A net that makes a vector of a text, such as a sentence embedder: the mean of what it makes of
 * the text's tokens, of length 1 (Reimers and Gurevych, "Sentence-BERT", 2019, section 3). Vectors
 * of texts of like meaning have a large {@link #similarity}. One thread at a time may use an
 * encoder; {@link #copy} gives another one that shares the weights.
 */
public final class TextEncoder {
  private final TokenNet net;

  private TextEncoder(TokenNet net) {
    this.net = net;
  }

  /**
   * Loads a {@code .spvd} file of a net that takes tokens, with its vocabulary.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, has no vocabulary, or its net
   *     takes something else; names the file
   * @throws IOException if it cannot be read
   */
  public static TextEncoder load(Path file) throws IOException {
    return TokenNet.decoded(file.toString(), Files.readAllBytes(file), TextEncoder::of);
  }

  /** Loads the bytes of such a file; see {@link #load(Path)}. */
  public static TextEncoder load(byte[] file) throws IOException {
    return TokenNet.decoded("the file", file, TextEncoder::of);
  }

  /**
   * An encoder of a net and a vocabulary.
   *
   * @throws IllegalArgumentException if the net takes or gives something else than tokens and
   *     vectors
   */
  public static TextEncoder of(SparseModel model, Vocabulary vocabulary) {
    TokenNet net = TokenNet.of(model, vocabulary);
    int rank = model.outputs().get(0).shape().rank();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          "the net gives "
              + model.outputs().get(0)
              + ", expected [batch, vector], or [batch, tokens, vector]");
    }
    return new TextEncoder(net);
  }

  /** Another encoder with the same weights, for another thread. */
  public TextEncoder copy() {
    return new TextEncoder(net.copy());
  }

  /** The tokens of a text. */
  public int[] tokens(String text) {
    return net.pieces().of(text);
  }

  /** What the net takes for a text, by the names of its inputs: {@code [1, tokens]} each. */
  public static Map<String, Value> call(List<String> inputs, int[] tokens) {
    return TokenNet.call(inputs, Tokens.of(tokens), tokens.length, 0);
  }

  /** The vector of a text, of length 1. */
  public float[] embed(String text) {
    return net.answer(Tokens.of(tokens(text)), TextEncoder::vector);
  }

  private static float[] vector(Value output, int tokens, int length) {
    float[] values = output.floats();
    int rank = output.shape().rank();
    int width = output.shape().dim(rank - 1);
    boolean ofTokens = rank == 3 && output.shape().dim(1) == length;
    return pooled(values, width, ofTokens ? tokens : values.length / width);
  }

  /** The mean over the first places, of length 1. */
  private static float[] pooled(float[] values, int width, int places) {
    double[] sums = new double[width];
    for (int i = 0; i < places * width; i++) {
      sums[i % width] += values[i];
    }
    double length = Math.sqrt(Arrays.stream(sums).map(sum -> sum * sum).sum());
    float[] vector = new float[width];
    for (int i = 0; i < width; i++) {
      vector[i] = (float) (length > 0 ? sums[i] / length : 0);
    }
    return vector;
  }

  /** The cosine of the angle between two vectors of length 1: 1 for the same, 0 for unrelated. */
  public static double similarity(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " numbers");
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
