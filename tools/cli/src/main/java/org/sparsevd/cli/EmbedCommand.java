package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.format.FormatException;
import org.sparsevd.text.TextEncoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd embed}: vectors of texts, and how alike the texts are. */
@Command(
    name = "embed",
    header = "Makes vectors of texts with a .spvd file that has a vocabulary.",
    description = {
      "Makes a vector of each --text, as TextEncoder does in a program, and tells how alike",
      "the texts are: 1 for the same meaning, near 0 for unrelated ones. The file comes from",
      "compress --vocabulary."
    })
final class EmbedCommand extends ConsoleCommand {
  /** Numbers of a vector that people are shown. */
  private static final int SHOWN = 4;

  @Parameters(index = "0", paramLabel = "FILE.spvd", description = "a net with its vocabulary")
  private Path file;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      required = true,
      description = "a text; each further --text is compared with all before it")
  private List<String> texts;

  @Override
  public Integer call() throws IOException, CliException {
    TextEncoder encoder;
    try {
      encoder = TextEncoder.load(InputFile.of(file, InputFile.Kind.SPVD));
    } catch (FormatException e) {
      throw CliException.failure(e.getMessage());
    }
    List<Map<String, Object>> embedded = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    StringBuilder told = new StringBuilder();
    for (String text : texts) {
      float[] vector = encoder.embed(text);
      List<Double> similar =
          vectors.stream().map(other -> TextEncoder.similarity(other, vector)).toList();
      vectors.add(vector);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("text", text);
      one.put("tokens", encoder.tokens(text).length);
      one.put("similarities", similar);
      one.put("vector", vector);
      embedded.add(one);
      told.append(line(vectors.size(), text, encoder.tokens(text).length, vector, similar));
    }
    output.result(Map.of("texts", embedded), told.toString().stripTrailing());
    return ExitCode.FINE;
  }

  private static String line(
      int number, String text, int tokens, float[] vector, List<Double> similar) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format("%d: '%s', %d tokens, %d numbers:", number, text, tokens, vector.length));
    for (int i = 0; i < Math.min(SHOWN, vector.length); i++) {
      line.append(String.format(Locale.ROOT, " %.4f", vector[i]));
    }
    line.append(vector.length > SHOWN ? " ..." : "").append(System.lineSeparator());
    for (int i = 0; i < similar.size(); i++) {
      line.append(String.format(Locale.ROOT, "   similarity to %d: %.4f%n", i + 1, similar.get(i)));
    }
    return line.toString();
  }
}
