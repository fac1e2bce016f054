package org.sparsevd.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Files of a net with its vocabulary, and vectors of texts. */
class TextEncoderTest {
  private static final int WIDTH = 5;

  @TempDir private Path folder;

  private final float[] table = new float[1 << 12];

  /** A vector for each token, looked up in a table. */
  private Model net(String input, int pieces) {
    Random random = new Random(4);
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) random.nextGaussian();
    }
    float[] rows = Arrays.copyOf(table, pieces * WIDTH);
    Shape shape = Shape.of(Dim.symbol("batch"), Dim.symbol("sequence"));
    DenseTensor all = new DenseTensor(Shape.of(pieces, WIDTH), rows);
    return new Model(
        "net",
        List.of(new Model.Input(input, ElementType.INT64, shape)),
        List.of(
            new Node("table", new Op.Constant(ElementType.FLOAT, all), List.of()),
            new Node("rows", new Op.Gather(0), List.of("table", input))),
        List.of(new Model.Output("rows", "rows")),
        false,
        Map.of());
  }

  private Path write(String name, Model model, byte[] text) throws IOException {
    byte[] file = SpvdFile.encodeCompact(model);
    return Files.write(folder.resolve(name), text == null ? file : SpvdFile.withText(file, text));
  }

  @Test
  void aVectorIsTheMeanOfItsTokens() throws IOException {
    Vocabulary vocabulary = WordPiecesTest.vocabulary(64);
    int pieces = vocabulary.pieces().size();
    Path file = write("net.spvd", net("input_ids", pieces), VocabularyCodec.encode(vocabulary));
    TextEncoder encoder = TextEncoder.load(file);
    float[] found = encoder.embed("The a b!");
    int[] tokens = encoder.tokens("The a b!");
    double[] sums = new double[WIDTH];
    for (int token : tokens) {
      for (int i = 0; i < WIDTH; i++) {
        sums[i] += table[token * WIDTH + i];
      }
    }
    double length = 0;
    for (double sum : sums) {
      length += sum * sum;
    }
    for (int i = 0; i < WIDTH; i++) {
      assertThat(found[i]).isCloseTo((float) (sums[i] / Math.sqrt(length)), within(1e-6f));
    }
    assertThat(TextEncoder.similarity(found, encoder.copy().embed("the A B!")))
        .isCloseTo(1, within(1e-6));
    // Readers of models read past the vocabulary.
    assertThat(SpvdFile.read(file).inputs().get(0).name()).isEqualTo("input_ids");
    try (var stream = Files.newInputStream(file)) {
      assertThat(SpvdFile.read(stream).nodes()).hasSize(2);
    }
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    Vocabulary vocabulary = WordPiecesTest.vocabulary(64);
    Path bare = write("bare.spvd", net("input_ids", 9), null);
    assertThatThrownBy(() -> TextEncoder.load(bare))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(bare + " has no vocabulary; compress --vocabulary puts one in");
    Path other = write("other.spvd", net("pixels", 9), VocabularyCodec.encode(vocabulary));
    assertThatThrownBy(() -> TextEncoder.load(other))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the net takes [pixels], expected input_ids");
    Path wrong = write("wrong.spvd", net("input_ids", 9), new byte[] {7, 7, 7});
    assertThatThrownBy(() -> TextEncoder.load(wrong))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(wrong + ": the text section is no vocabulary of word pieces");
  }

  @Test
  void damagedFramesAreRefused() throws IOException {
    byte[] inner = SpvdFile.encodeCompact(net("input_ids", 9));
    byte[] file = SpvdFile.withText(inner, new byte[] {1, 2, 3});
    assertThat(SpvdFile.text(file)).containsExactly(1, 2, 3);
    assertThat(SpvdFile.text(inner)).isNull();
    for (int i = 0; i < file.length; i++) {
      byte[] damaged = file.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> SpvdFile.decode(damaged)).isInstanceOf(FormatException.class);
    }
    byte[] twice = SpvdFile.withText(file, new byte[] {1});
    assertThatThrownBy(() -> SpvdFile.decode(twice))
        .hasMessageContaining("another text section lies in the file");
  }
}
