package org.sparsevd.text;

/** What BERT's tokenizer takes code points for; categories are those of Unicode. */
final class Characters {
  /** Blocks of ideographs, first and last: each of these is a word of its own. */
  private static final int[][] IDEOGRAPHS = {
    {0x4E00, 0x9FFF},
    {0x3400, 0x4DBF},
    {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F},
    // Not from 0x2B820 on, where the block begins: so does the tokenizer that nets are trained
    // with.
    {0x2B920, 0x2CEAF},
    {0xF900, 0xFAFF},
    {0x2F800, 0x2FA1F}
  };

  /** Punctuation once, a symbol and a mark today. */
  private static final int CHI_SIGN = 0x166D;

  private static final int SANDHI_MARK = 0x111C9;

  /** Marks without a place of their own once. */
  private static final int PAMUDPOD = 0x1734;

  private static final int MEDIAL_RA = 0x1171E;

  private Characters() {}

  /** The property White_Space, not only category Zs. */
  static boolean isSpace(int c) {
    return c >= 0x9 && c <= 0xD
        || c == 0x85
        || Character.getType(c) == Character.SPACE_SEPARATOR
        || c == 0x2028
        || c == 0x2029;
  }

  /** Code points that are left out: controls but white space, formats and private ones. */
  static boolean isGone(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    return c == 0
        || c == 0xFFFD
        || switch (Character.getType(c)) {
          case Character.FORMAT -> !Younger.FORMATS.has(c);
          case Character.CONTROL, Character.PRIVATE_USE, Character.SURROGATE -> true;
          default -> false;
        };
  }

  /** Each of these is a word of its own: ASCII's symbols, and categories P. */
  static boolean isPunctuation(int c) {
    if (c < 0x80) {
      return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          !Younger.PUNCTUATION.has(c);
      default -> c == CHI_SIGN || c == SANDHI_MARK;
    };
  }

  static boolean isIdeograph(int c) {
    for (int[] block : IDEOGRAPHS) {
      if (c >= block[0] && c <= block[1]) {
        return true;
      }
    }
    return false;
  }

  /** A mark that is put onto the letter before it. */
  static boolean isAccent(int c) {
    boolean mark = Character.getType(c) == Character.NON_SPACING_MARK && !Younger.MARKS.has(c);
    return mark || c == PAMUDPOD || c == MEDIAL_RA;
  }
}
