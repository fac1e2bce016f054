package org.sparsevd.text;

import java.util.ArrayList;
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

  /** Tokens around and between two texts. */
  static final int AROUND_TWO = 3;

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
    List<Integer> tokens = pieces(text);
    int count = Math.min(tokens.size(), longest - 2);
    int[] result = new int[count + 2];
    put(tokens.subList(0, count), result, 1);
    result[0] = places.get(Vocabulary.START);
    return result;
  }

  /**
   * Those of two texts: what begins the first, the first, what ends it, the second, what ends that.
   * What is too long is cut: the shorter text keeps up to half of the room, the other one has the
   * rest.
   */
  Tokens pair(String first, String second) {
    List<Integer> one = pieces(first);
    List<Integer> other = pieces(second);
    int room = longest - AROUND_TWO;
    int ones = one.size();
    int others = other.size();
    if (ones + others > room) {
      // Of two of one length, the second has the odd place.
      boolean firstIsLonger = ones > others;
      int shorter = Math.min(Math.min(ones, others), room / 2);
      ones = firstIsLonger ? room - shorter : shorter;
      others = room - ones;
    }
    int[] result = new int[ones + others + AROUND_TWO];
    result[0] = places.get(Vocabulary.START);
    put(one.subList(0, ones), result, 1);
    put(other.subList(0, others), result, ones + 2);
    return new Tokens(result, ones + 2);
  }

  /** Puts tokens and what ends a text. */
  private void put(List<Integer> tokens, int[] into, int at) {
    for (int i = 0; i < tokens.size(); i++) {
      into[at + i] = tokens.get(i);
    }
    into[at + tokens.size()] = places.get(Vocabulary.END);
  }

  /** The tokens of a text without those around it; about as many as one may have, at most. */
  private List<Integer> pieces(String text) {
    List<Integer> tokens = new ArrayList<>();
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
    return tokens;
  }

  /** How many tokens a text may have. */
  int longest() {
    return longest;
  }

  /** The token that fills texts; where there is none, one that every vocabulary has. */
  int filler() {
    return places.getOrDefault(Vocabulary.FILLER, places.get(Vocabulary.UNKNOWN));
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
