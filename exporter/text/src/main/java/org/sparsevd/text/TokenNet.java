package org.sparsevd.text;

import java.io.IOException;
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

/**
 * A net that takes tokens, with its vocabulary. A net that takes a mask is given texts filled up to
 * a few lengths, so that it is planned for these alone; where that changes an answer it is not
 * done. For one thread at a time.
 */
final class TokenNet {
  private static final String TOKENS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final SparseModel model;
  private final WordPieces pieces;
  private final List<String> inputs;
  private final Session session;
  private final Filling filling;

  private TokenNet(SparseModel model, WordPieces pieces, Filling filling) {
    this.model = model;
    this.pieces = pieces;
    this.inputs = model.inputs().stream().map(info -> info.name()).toList();
    this.session = model.newSession();
    this.filling = filling;
  }

  /** What is made of a net and its vocabulary. */
  interface Maker<T> {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the net takes or gives something else than it has to
     */
    T of(SparseModel model, Vocabulary vocabulary);
  }

  /** What is read of a net's first output. */
  interface Reading {
    /**
     * Reads it.
     *
     * @param tokens of the text
     * @param length that the net was given
     */
    float[] of(Value output, int tokens, int length);
  }

  /**
   * Decodes the bytes of a {@code .spvd} file with its vocabulary.
   *
   * @param name of the file, for messages
   * @throws FormatException if it is damaged, has no vocabulary, or its net is not fit
   */
  static <T> T decoded(String name, byte[] bytes, Maker<T> maker) throws IOException {
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
      return maker.of(SparseModel.of(model), vocabulary);
    } catch (IllegalArgumentException e) {
      throw new FormatException("model", 0, name + ": " + e.getMessage());
    }
  }

  /**
   * A net and its vocabulary.
   *
   * @throws IllegalArgumentException if the net takes something else than tokens
   */
  static TokenNet of(SparseModel model, Vocabulary vocabulary) {
    List<String> found = model.inputs().stream().map(info -> info.name()).toList();
    boolean known = List.of(TOKENS, MASK, TYPES).containsAll(found);
    if (!known || !found.contains(TOKENS)) {
      throw new IllegalArgumentException(
          "the net takes " + found + ", expected " + TOKENS + ", perhaps " + MASK + ", " + TYPES);
    }
    Filling filling = new Filling(found.contains(MASK) && !model.symbols().isEmpty());
    return new TokenNet(model, new WordPieces(vocabulary), filling);
  }

  /** Another one with the same weights, for another thread. */
  TokenNet copy() {
    return new TokenNet(model, pieces, filling);
  }

  WordPieces pieces() {
    return pieces;
  }

  /** What the net says of a text. */
  float[] answer(Tokens tokens, Reading reading) {
    int count = tokens.all().length;
    int length = Math.min(Filling.length(count), pieces.longest());
    if (filling.isToBeTried(count, length)) {
      float[] alone = answer(tokens, count, reading);
      filling.tried(Arrays.equals(alone, answer(tokens, length, reading)));
      return alone;
    }
    return answer(tokens, filling.serves() ? length : count, reading);
  }

  private float[] answer(Tokens tokens, int length, Reading reading) {
    Map<String, Value> outputs = session.run(call(inputs, tokens, length, pieces.filler()));
    Value first = outputs.get(model.outputs().get(0).name());
    return reading.of(first, tokens.all().length, length);
  }

  /**
   * What a net takes for a text, by the names of its inputs: {@code [1, length]} each.
   *
   * @param filler the token behind the text
   */
  static Map<String, Value> call(List<String> inputs, Tokens tokens, int length, int filler) {
    int count = tokens.all().length;
    long[] read = new long[length];
    Arrays.setAll(read, i -> i < count ? tokens.all()[i] : filler);
    long[] mask = new long[length];
    Arrays.fill(mask, 0, count, 1);
    long[] types = new long[length];
    Arrays.fill(types, tokens.second(), count, 1);
    Map<String, Value> call = new HashMap<>();
    for (String input : inputs) {
      long[] elements =
          switch (input) {
            case MASK -> mask;
            case TYPES -> types;
            default -> read;
          };
      call.put(input, Value.of(elements, 1, length));
    }
    return call;
  }
}
