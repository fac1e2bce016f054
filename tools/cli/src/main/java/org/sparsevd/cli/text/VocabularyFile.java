package org.sparsevd.cli.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.text.Vocabulary;

/**
 * Vocabularies as others store them: {@code tokenizer.json} of the package {@code tokenizers}, or
 * {@code vocab.txt}, a piece in each line.
 */
public final class VocabularyFile {
  private static final long MOST_BYTES = 1 << 26;

  /** Tokens of a text where the file does not say how many there may be. */
  private static final int LONGEST = 512;

  private VocabularyFile() {}

  /**
   * Reads a vocabulary.
   *
   * @throws CliException naming file and reason where it is none of word pieces
   */
  public static Vocabulary read(Path file) throws IOException, CliException {
    if (Files.size(file) > MOST_BYTES) {
      throw CliException.failure(file + ": expected a vocabulary of at most 64 MB");
    }
    try {
      return file.toString().endsWith(".json") ? json(file) : lines(file);
    } catch (JsonProcessingException e) {
      throw CliException.failure(file + ": no JSON: " + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw CliException.failure(file + ": expected UTF-8, found other bytes");
    } catch (IllegalArgumentException e) {
      throw CliException.failure(file + ": " + e.getMessage());
    }
  }

  private static Vocabulary lines(Path file) throws IOException {
    List<String> pieces = Files.readAllLines(file);
    // A vocabulary that tells letters apart has a capital beside its letter.
    boolean lowerCase = !pieces.containsAll(List.of("A", "a"));
    return new Vocabulary(pieces, lowerCase, LONGEST);
  }

  private static Vocabulary json(Path file) throws IOException, CliException {
    JsonNode all = new ObjectMapper().readTree(file.toFile());
    expect(file, all.path("model"), "type", "WordPiece");
    expect(file, all.path("model"), "unk_token", Vocabulary.UNKNOWN);
    expect(file, all.path("model"), "continuing_subword_prefix", "##");
    expect(file, all.path("model"), "max_input_chars_per_word", "100");
    expect(file, all.path("pre_tokenizer"), "type", "BertPreTokenizer");
    JsonNode normalizer = all.path("normalizer");
    expect(file, normalizer, "type", "BertNormalizer");
    expect(file, normalizer, "clean_text", "true");
    expect(file, normalizer, "handle_chinese_chars", "true");
    boolean lowerCase = normalizer.path("lowercase").asBoolean(true);
    boolean accents = normalizer.path("strip_accents").asBoolean(lowerCase);
    if (accents != lowerCase) {
      throw CliException.failure(
          file
              + ": accents and capitals must both go or both stay, found strip_accents "
              + accents);
    }
    int longest = all.path("truncation").path("max_length").asInt(LONGEST);
    return new Vocabulary(pieces(file, all.path("model").path("vocab")), lowerCase, longest);
  }

  private static void expect(Path file, JsonNode node, String key, String expected)
      throws CliException {
    String found = node.path(key).asText("none");
    if (!found.equals(expected)) {
      throw CliException.failure(
          String.format("%s: expected '%s' to be %s, found %s", file, key, expected, found));
    }
  }

  private static List<String> pieces(Path file, JsonNode vocabulary) throws CliException {
    String[] pieces = new String[vocabulary.size()];
    for (Iterator<Map.Entry<String, JsonNode>> all = vocabulary.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> piece = all.next();
      int place = piece.getValue().asInt(-1);
      if (place < 0 || place >= pieces.length || pieces[place] != null) {
        throw CliException.failure(
            String.format(
                "%s: piece '%s' has the number %s, expected each of 0 to %d once",
                file, piece.getKey(), piece.getValue(), pieces.length - 1));
      }
      pieces[place] = piece.getKey();
    }
    return Arrays.asList(pieces);
  }
}
