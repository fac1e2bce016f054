package org.sparsevd.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.Shape;

/**
 * A net that makes a vector of a text, such as a sentence embedder: the mean of what it makes of
 * the text's tokens, of length 1 (Reimers and Gurevych, "Sentence-BERT", 2019, section 3). Vectors
 * of texts of like meaning have a large {@link #similarity}. One thread at a time may use an
 * encoder; {@link #copy} gives another one that shares the weights.
 */
public final class TextEncoder {
  private static final String TOKENS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final SparseModel model;
  private final WordPieces pieces;
  private final List<String> inputs;
  private final Session session;

  private TextEncoder(SparseModel model, WordPieces pieces) {
    this.model = model;
    this.pieces = pieces;
    this.inputs = model.inputs().stream().map(info -> info.name()).toList();
    this.session = model.newSession();
  }

  /**
   * Loads a {@code .spvd} file of a net that takes tokens, with its vocabulary.
   *
   * @throws FormatException if it is damaged, has no vocabulary, or its net takes something else;
   *     names the file
   * @throws IOException if it cannot be read
   */
  public static TextEncoder load(Path file) throws IOException {
    return decoded(file.toString(), Files.readAllBytes(file));
  }

  /** Loads the bytes of such a file; see {@link #load(Path)}. */
  public static TextEncoder load(byte[] file) throws IOException {
    return decoded("the file", file);
  }

  private static TextEncoder decoded(String name, byte[] bytes) throws IOException {
    byte[] text = SpvdFile.text(bytes);
    if (text == null) {
      throw new FormatException(
          "text", 0, name + " has no vocabulary; compress --vocabulary puts one in");
    }
    Model model = SpvdFile.decode(bytes);
    Vocabulary vocabulary;
    try {
      vocabulary = VocabularyCodec.decode(text);
    } catch (IllegalArgumentException e) {
      throw new FormatException("text", 0, name + ": " + e.getMessage());
    }
    try {
      return of(SparseModel.of(model), vocabulary);
    } catch (IllegalArgumentException e) {
      throw new FormatException("model", 0, name + ": " + e.getMessage());
    }
  }

  /**
   * An encoder of a net and a vocabulary.
   *
   * @throws IllegalArgumentException if the net takes or gives something else than tokens and
   *     vectors
   */
  public static TextEncoder of(SparseModel model, Vocabulary vocabulary) {
    List<String> found = model.inputs().stream().map(info -> info.name()).toList();
    boolean known = List.of(TOKENS, MASK, TYPES).containsAll(found);
    if (!known || !found.contains(TOKENS)) {
      throw new IllegalArgumentException(
          "the net takes " + found + ", expected " + TOKENS + ", perhaps " + MASK + ", " + TYPES);
    }
    int rank = model.outputs().get(0).shape().rank();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          "the net gives "
              + model.outputs().get(0)
              + ", expected [batch, vector], or [batch, tokens, vector]");
    }
    return new TextEncoder(model, new WordPieces(vocabulary));
  }

  /** Another encoder with the same weights, for another thread. */
  public TextEncoder copy() {
    return new TextEncoder(model, pieces);
  }

  /** The tokens of a text. */
  public int[] tokens(String text) {
    return pieces.of(text);
  }

  /** What the net takes for a text, by the names of its inputs: {@code [1, tokens]} each. */
  public static Map<String, Value> call(List<String> inputs, int[] tokens) {
    long[] ones = new long[tokens.length];
    Arrays.fill(ones, 1);
    Map<String, Value> call = new HashMap<>();
    for (String input : inputs) {
      long[] elements =
          switch (input) {
            case MASK -> ones;
            case TYPES -> new long[tokens.length];
            default -> Arrays.stream(tokens).asLongStream().toArray();
          };
      call.put(input, Value.of(elements, 1, tokens.length));
    }
    return call;
  }

  /** The vector of a text, of length 1. */
  public float[] embed(String text) {
    Map<String, Value> outputs = session.run(call(inputs, tokens(text)));
    Value first = outputs.get(model.outputs().get(0).name());
    return pooled(first.floats(), first.shape());
  }

  /** The mean over all dimensions but the last, of length 1. */
  private static float[] pooled(float[] values, Shape shape) {
    int width = shape.dim(shape.rank() - 1);
    double[] sums = new double[width];
    for (int i = 0; i < values.length; i++) {
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
