package org.sparsevd.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pieces of words that a net knows, each by its place. Pieces that go on within a word begin
 * with {@code ##}.
 *
 * @param pieces each once
 * @param lowerCase whether texts are read in lower case and without accents
 * @param longest how many tokens a text may have, those around it included
 */
public record Vocabulary(List<String> pieces, boolean lowerCase, int longest) {
  /** Begins every text. */
  public static final String START = "[CLS]";

  /** Ends every text. */
  public static final String END = "[SEP]";

  /** Stands for a word that has no pieces here. */
  public static final String UNKNOWN = "[UNK]";

  /** Fills short texts beside longer ones. */
  public static final String FILLER = "[PAD]";

  /** Texts are seldom longer, and nets know no more places. */
  static final int MOST_TOKENS = 1 << 16;

  static final int MOST_PIECES = 1 << 20;

  /**
   * Checks the pieces.
   *
   * @throws IllegalArgumentException if there are too many, two are equal, one is empty, or a piece
   *     lacks that every text needs
   */
  public Vocabulary {
    pieces = List.copyOf(pieces);
    if (pieces.size() > MOST_PIECES) {
      throw new IllegalArgumentException(
          "a vocabulary has at most " + MOST_PIECES + " pieces, found " + pieces.size());
    }
    if (longest < 3 || longest > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "a text has 3 to " + MOST_TOKENS + " tokens, found " + longest);
    }
    Map<String, Integer> places = places(pieces);
    for (String needed : List.of(START, END, UNKNOWN)) {
      if (!places.containsKey(needed)) {
        throw new IllegalArgumentException("the vocabulary has no piece '" + needed + "'");
      }
    }
  }

  /** The place of each piece. */
  Map<String, Integer> places() {
    return places(pieces);
  }

  private static Map<String, Integer> places(List<String> pieces) {
    Map<String, Integer> places = new HashMap<>(2 * pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      if (piece.isEmpty() || piece.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("piece " + i + " of the vocabulary is empty or has a 0");
      }
      Integer before = places.put(piece, i);
      if (before != null) {
        throw new IllegalArgumentException(
            "pieces " + before + " and " + i + " of the vocabulary are both '" + piece + "'");
      }
    }
    return places;
  }
}
