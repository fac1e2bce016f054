package org.sparsevd.cli.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.text.TextEncoder;
import org.sparsevd.text.Vocabulary;
import org.sparsevd.text.WordPieces;

/** Calls of a net that takes tokens, made of the lines of a file. */
public final class TextCalls {
  private static final String SUFFIX = ".txt";
  private static final int MOST_TEXTS = 1 << 14;
  private static final int MOST_LETTERS = 1 << 16;

  private TextCalls() {}

  /** Whether an argument names a file of texts. */
  public static boolean isNamedBy(List<String> arguments) {
    return arguments.size() == 1 && arguments.get(0).endsWith(SUFFIX);
  }

  /**
   * A call for each line that is not empty.
   *
   * @param vocabulary null where none is given
   * @throws CliException if there is none, the net takes something else, or the file is no text
   */
  public static List<Map<String, Value>> of(Path file, SparseModel net, Vocabulary vocabulary)
      throws IOException, CliException {
    if (vocabulary == null) {
      throw CliException.usage(file + ": texts need --vocabulary tokenizer.json or vocab.txt");
    }
    try {
      TextEncoder.of(net, vocabulary);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(file + ": texts are for nets of tokens: " + e.getMessage());
    }
    WordPieces pieces = new WordPieces(vocabulary);
    List<String> inputs = net.inputs().stream().map(info -> info.name()).toList();
    List<Map<String, Value>> calls = new ArrayList<>();
    for (String text : texts(file)) {
      calls.add(TextEncoder.call(inputs, pieces.of(text)));
    }
    return calls;
  }

  private static List<String> texts(Path file) throws IOException, CliException {
    try (Stream<String> lines = Files.lines(file)) {
      List<String> texts =
          lines.filter(line -> !line.isBlank()).limit(MOST_TEXTS + 1L).map(TextCalls::cut).toList();
      if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
        throw CliException.failure(
            file + ": expected 1 to " + MOST_TEXTS + " lines of text, found " + texts.size());
      }
      return texts;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw CliException.failure(file + ": expected UTF-8, found other bytes");
      }
      throw e.getCause();
    }
  }

  private static String cut(String text) {
    return text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS) : text;
  }
}
