package org.sparsevd.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.text.Vocabulary;
import org.sparsevd.text.VocabularyCodec;

/** Small nets of each kind, as files. */
final class TinyNets {
  static final int SIDE = 8;
  static final int PIXELS = SIDE * SIDE;
  static final int CLASSES = 3;

  private TinyNets() {}

  /** The class of a drawing is its lightest third: the first rows, the middle ones or the last. */
  static float[] weight() {
    float[] weight = new float[CLASSES * PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      weight[Math.min(CLASSES - 1, i * CLASSES / PIXELS) * PIXELS + i] = i % 5 == 0 ? 0 : 0.01f;
    }
    return weight;
  }

  static Model drawing() {
    DenseTensor weight = new DenseTensor(Shape.of(CLASSES, PIXELS), weight());
    return new Model.Chain("drawing", Shape.of(1, SIDE, SIDE))
        .add("flat", new Op.Flatten())
        .add("fc", new Op.Dense(weight, new float[CLASSES]))
        .build();
  }

  static Path drawing(Path folder) throws IOException {
    float[] deviations = weight();
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] /= 4;
    }
    DenseTensor spread = new DenseTensor(Shape.of(CLASSES, PIXELS), deviations);
    UncertainModel all = new UncertainModel(drawing(), Map.of("fc", spread));
    return Files.write(folder.resolve("drawing.spvd"), SpvdFile.encodeCompact(all));
  }

  /** A random vector for each letter. */
  static Path texts(Path folder) throws IOException {
    List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
    for (char letter = 'a'; letter <= 'z'; letter++) {
      pieces.add(String.valueOf(letter));
    }
    Random random = new Random(4);
    float[] rows = new float[pieces.size() * 5];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    byte[] file =
        SpvdFile.encodeCompact(
            lookup("input_ids", new DenseTensor(Shape.of(pieces.size(), 5), rows)));
    byte[] vocabulary = VocabularyCodec.encode(new Vocabulary(pieces, true, 16));
    return Files.write(folder.resolve("texts.spvd"), SpvdFile.withText(file, vocabulary));
  }

  /** A row of a table for each number. */
  static Path named(Path folder) throws IOException {
    float[] rows = new float[20];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    Path file = folder.resolve("named.spvd");
    SpvdFile.write(lookup("tokens", new DenseTensor(Shape.of(10, 2), rows)), file);
    return file;
  }

  private static Model lookup(String input, DenseTensor table) {
    Shape shape = Shape.of(Dim.symbol("batch"), Dim.symbol("sequence"));
    return new Model(
        "lookup",
        List.of(new Model.Input(input, ElementType.INT64, shape)),
        List.of(
            new Node("table", new Op.Constant(ElementType.FLOAT, table), List.of()),
            new Node("rows", new Op.Gather(0), List.of("table", input))),
        List.of(new Model.Output("rows", "rows")),
        false,
        Map.of());
  }
}
