package org.sparsevd.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.text.Vocabulary;
import org.sparsevd.text.VocabularyCodec;
import picocli.CommandLine.Option;

/** What makes numbers of texts, for a net that reads them. */
public final class TextOptions {
  @Option(
      names = "--vocabulary",
      paramLabel = "tokenizer.json|vocab.txt",
      description = {
        "word pieces of a net that takes tokens: they go into the file, so that embed and",
        "TextEncoder read texts, and --calibrate may name a file of texts, one in a line"
      })
  private Path vocabulary;

  /** The vocabulary; null where none is given. */
  public Vocabulary read() throws IOException, CliException {
    return vocabulary == null ? null : VocabularyFile.read(vocabulary);
  }

  /** Puts a vocabulary into a compact file; returns how many bytes it takes there. */
  public static int add(Path file, Vocabulary vocabulary) throws IOException, CliException {
    byte[] text = VocabularyCodec.encode(vocabulary);
    OutputFile.write(file, SpvdFile.withText(Files.readAllBytes(file), text));
    return text.length;
  }
}
