package org.sparsevd.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Turns a text into the numbers of its pieces: of each word the longest piece that begins it, then
 * the longest that goes on, and so forth (Wu et al., "Google's Neural Machine Translation System",
 * 2016, section 4.1). Immutable, for any number of threads.
 */
public final class WordPieces {
  /** Longer words are unknown. */
  private static final int MOST_LETTERS = 100;

  /** Such tokens in a text stand for themselves. */
  private static final List<String> WHOLE =
      List.of(Vocabulary.FILLER, Vocabulary.UNKNOWN, Vocabulary.START, Vocabulary.END, "[MASK]");

  private final Words words;
  private final Map<String, Integer> places;
  private final int longest;
  private final int piece;

  /** A tokenizer of this vocabulary. */
  public WordPieces(Vocabulary vocabulary) {
    this.words = new Words(vocabulary.lowerCase());
    this.places = vocabulary.places();
    this.longest = vocabulary.longest();
    int most = 0;
    for (String known : vocabulary.pieces()) {
      most = Math.max(most, known.length());
    }
    this.piece = most;
  }

  /** The tokens of a text between those that begin and end it; what is too long is cut. */
  public int[] of(String text) {
    List<Integer> tokens = new ArrayList<>();
    tokens.add(places.get(Vocabulary.START));
    int from = 0;
    while (from < text.length() && tokens.size() < longest) {
      int at = from;
      String whole = null;
      while (at < text.length() && (whole = wholeAt(text, at)) == null) {
        at++;
      }
      words(text.substring(from, at), tokens);
      if (whole != null) {
        tokens.add(places.get(whole));
        at += whole.length();
      }
      from = at;
    }
    int count = Math.min(tokens.size(), longest - 1);
    int[] result = new int[count + 1];
    Arrays.setAll(result, i -> i < count ? tokens.get(i) : places.get(Vocabulary.END));
    return result;
  }

  private String wholeAt(String text, int at) {
    if (text.charAt(at) != '[') {
      return null;
    }
    for (String whole : WHOLE) {
      if (text.startsWith(whole, at) && places.containsKey(whole)) {
        return whole;
      }
    }
    return null;
  }

  private void words(String text, List<Integer> tokens) {
    for (String word : words.of(text)) {
      if (tokens.size() >= longest) {
        return;
      }
      if (!word(word, tokens)) {
        tokens.add(places.get(Vocabulary.UNKNOWN));
      }
    }
  }

  /** Adds the pieces of a word; adds none and returns false where it has none. */
  private boolean word(String word, List<Integer> tokens) {
    int before = tokens.size();
    if (word.codePointCount(0, word.length()) > MOST_LETTERS) {
      return false;
    }
    int from = 0;
    while (from < word.length()) {
      String mark = from == 0 ? "" : "##";
      int to = Math.min(word.length(), from + piece);
      Integer found = null;
      while (to > from && (found = places.get(mark + word.substring(from, to))) == null) {
        to--;
      }
      if (found == null) {
        tokens.subList(before, tokens.size()).clear();
        return false;
      }
      tokens.add(found);
      from = to;
    }
    return true;
  }
}
