package org.sparsevd.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts as tokens, against the tokenizer that nets are trained with; vocabularies as bytes. */
class WordPiecesTest {
  static List<String> lines(String name) throws IOException {
    try (InputStream in = WordPiecesTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  static Vocabulary vocabulary(int longest) throws IOException {
    return new Vocabulary(lines("pieces.txt"), true, longest);
  }

  /** What JSON writes of a text. */
  private static String unquoted(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        c = json.charAt(++i);
        switch (c) {
          case 'n' -> c = '\n';
          case 't' -> c = '\t';
          case 'r' -> c = '\r';
          case 'b' -> c = '\b';
          case 'f' -> c = '\f';
          case 'u' -> {
            c = (char) Integer.parseInt(json.substring(i + 1, i + 5), 16);
            i += 4;
          }
          default -> {}
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  @Test
  void oddTextsHaveTheTokensOfTheReference() throws IOException {
    WordPieces pieces = new WordPieces(vocabulary(1000));
    List<String> texts = lines("texts.txt");
    assertThat(texts).hasSize(151);
    for (String line : texts.subList(1, texts.size())) {
      String[] parts = line.split("\t");
      int[] expected = Arrays.stream(parts[1].split(" ")).mapToInt(Integer::parseInt).toArray();
      assertThat(pieces.of(unquoted(parts[0]))).as(parts[0]).isEqualTo(expected);
    }
  }

  @Test
  void longTextsAreCut() throws IOException {
    Vocabulary vocabulary = vocabulary(5);
    int[] tokens = new WordPieces(vocabulary).of("the the the the the the");
    List<String> found = Arrays.stream(tokens).mapToObj(vocabulary.pieces()::get).toList();
    assertThat(found).containsExactly("[CLS]", "the", "the", "the", "[SEP]");
  }

  @Test
  void vocabulariesComeBackFromTheirBytes() throws IOException {
    Vocabulary vocabulary = vocabulary(512);
    byte[] bytes = VocabularyCodec.encode(vocabulary);
    assertThat(VocabularyCodec.decode(bytes)).isEqualTo(vocabulary);
    assertThat(bytes.length).isLessThan(String.join("\n", vocabulary.pieces()).length() * 3 / 4);
  }

  /** Whatever the bytes are, memory is bounded by how many there are. */
  @Test
  void damagedVocabulariesAreRefused() throws IOException {
    byte[] bytes = VocabularyCodec.encode(vocabulary(512));
    Random random = new Random(18);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      for (int k = 0; k < 3 && damaged.length > 0; k++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        VocabularyCodec.decode(damaged);
      } catch (IllegalArgumentException e) {
        refused++;
        assertThat(e).hasMessageMatching("(?s).*(vocabulary|piece|tokens).*");
      }
    }
    assertThat(refused).as("of 40 with seed 18").isGreaterThan(35);
  }

  @Test
  void vocabulariesThatNoTextCanUseAreRefused() {
    List<String> needed = List.of("[CLS]", "[SEP]", "[UNK]");
    for (String missing : needed) {
      List<String> others = new ArrayList<>(needed);
      others.remove(missing);
      assertThatThrownBy(() -> new Vocabulary(others, true, 512))
          .hasMessage("the vocabulary has no piece '" + missing + "'");
    }
    assertThatThrownBy(
            () -> new Vocabulary(List.of("[CLS]", "[SEP]", "[UNK]", "a", "a"), true, 512))
        .hasMessage("pieces 3 and 4 of the vocabulary are both 'a'");
    assertThatThrownBy(() -> new Vocabulary(needed, true, 2))
        .hasMessageContaining("a text has 3 to 65536 tokens, found 2");
  }
}
