package org.sparsevd.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text into words as BERT does (Devlin et al., "BERT: Pre-training of Deep Bidirectional
 * Transformers", 2019; its code's BasicTokenizer): cleaned, perhaps in lower case and without
 * accents, cut at white space, around punctuation and around ideographs.
 */
record Words(boolean lowerCase) {
  /** The only code point whose lower case has two. */
  private static final int DOTTED_I = 0x130;

  List<String> of(String text) {
    String clean = cleaned(text);
    String letters = lowerCase ? lowered(withoutAccents(clean)) : clean;
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < letters.length(); ) {
      int c = letters.codePointAt(i);
      i += Character.charCount(c);
      boolean alone = Characters.isPunctuation(c);
      if ((alone || Characters.isSpace(c)) && word.length() > 0) {
        words.add(word.toString());
        word.setLength(0);
      }
      if (alone) {
        words.add(Character.toString(c));
      } else if (!Characters.isSpace(c)) {
        word.appendCodePoint(c);
      }
    }
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }

  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.codePoints()
        .filter(c -> !Characters.isGone(c))
        .forEach(
            c -> {
              if (Characters.isIdeograph(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
              } else {
                clean.appendCodePoint(Characters.isSpace(c) ? ' ' : c);
              }
            });
    return clean.toString();
  }

  private static String withoutAccents(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> !Characters.isAccent(c))
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** Letter by letter: a sigma at the end of a word is one like others. */
  private static String lowered(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == DOTTED_I) {
                lower.append(Character.toString(c).toLowerCase(Locale.ROOT));
              } else {
                lower.appendCodePoint(Character.toLowerCase(c));
              }
            });
    return lower.toString();
  }
}
