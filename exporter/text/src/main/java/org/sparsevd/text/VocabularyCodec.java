package org.sparsevd.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.RangeEncoder;
import org.sparsevd.tensor.CorruptTensorException;

/**
 * A vocabulary in few bytes: the kind of tokenizer, whether it lowers letters, the longest text,
 * how many pieces there are, then their letters in a coded stream. {@code FORMAT.md} of the runtime
 * says it byte by byte.
 */
public final class VocabularyCodec {
  private static final int WORD_PIECES = 1;
  private static final int HEADER = 8;

  /** Bytes of a piece in UTF-8. */
  private static final int MOST_BYTES = 1 << 10;

  /** Letters that one byte of a stream may tell; English words take a third of a byte each. */
  private static final int MOST_LETTERS_A_BYTE = 64;

  private VocabularyCodec() {}

  /** The bytes of a vocabulary. */
  public static byte[] encode(Vocabulary vocabulary) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(WORD_PIECES);
    out.write(vocabulary.lowerCase() ? 1 : 0);
    number(out, vocabulary.longest(), 3);
    number(out, vocabulary.pieces().size(), 3);
    RangeEncoder coder = new RangeEncoder();
    Letters letters = new Letters(coder);
    for (String piece : vocabulary.pieces()) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > MOST_BYTES) {
        throw new IllegalArgumentException("a piece has " + bytes.length + " bytes");
      }
      for (byte letter : bytes) {
        letters.code(letter & 0xFF);
      }
      letters.code(0);
    }
    out.writeBytes(coder.toBytes());
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(value >>> 8 * i);
    }
  }

  /**
   * The vocabulary of these bytes, which may be hostile.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  public static Vocabulary decode(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != WORD_PIECES) {
      throw new IllegalArgumentException("the text section is no vocabulary of word pieces");
    }
    int longest = number(bytes, 2);
    int count = number(bytes, 5);
    if (bytes[1] != 0 && bytes[1] != 1 || count > Vocabulary.MOST_PIECES) {
      throw new IllegalArgumentException("the vocabulary's header is damaged");
    }
    RangeDecoder coder = new RangeDecoder(bytes, HEADER, bytes.length - HEADER);
    Letters letters = new Letters(coder);
    byte[] piece = new byte[MOST_BYTES];
    List<String> pieces = new ArrayList<>();
    long left = (long) (bytes.length - HEADER) * MOST_LETTERS_A_BYTE;
    for (int i = 0; i < count; i++) {
      int length = 0;
      int letter;
      while ((letter = letters.code(0)) != 0) {
        if (length == MOST_BYTES) {
          throw new IllegalArgumentException("piece " + i + " of the vocabulary is too long");
        }
        piece[length++] = (byte) letter;
      }
      left -= length + 1;
      if (left < 0) {
        throw new IllegalArgumentException("the vocabulary has more letters than its bytes tell");
      }
      pieces.add(text(piece, length, i));
    }
    try {
      coder.finish();
    } catch (CorruptTensorException e) {
      throw new IllegalArgumentException("the vocabulary: " + e.getMessage(), e);
    }
    return new Vocabulary(pieces, bytes[1] == 1, longest);
  }

  private static int number(byte[] bytes, int from) {
    return bytes[from] & 0xFF | (bytes[from + 1] & 0xFF) << 8 | (bytes[from + 2] & 0xFF) << 16;
  }

  private static String text(byte[] bytes, int length, int place) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "piece " + place + " of the vocabulary is not well-formed UTF-8", e);
    }
  }
}
