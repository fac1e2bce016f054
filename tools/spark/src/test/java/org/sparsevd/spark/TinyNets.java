package org.sparsevd.spark;

import java.util.List;
import java.util.Map;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.text.Vocabulary;
import org.sparsevd.text.VocabularyCodec;

/** Nets whose results are worked out by hand. */
final class TinyNets {
  private TinyNets() {}

  /** Of (a, b, c): (a + 2b, 10 - c). */
  static byte[] sums() {
    DenseTensor weights = new DenseTensor(Shape.of(2, 3), new float[] {1, 2, 0, 0, 0, -1});
    return bytes(
        new Model.Chain("sums", Shape.of(3))
            .add("dense", new Op.Dense(weights, new float[] {0, 10}))
            .build());
  }

  /** Of four whole numbers and four truths or floats: what they are together, and the wholes. */
  static byte[] together() {
    return bytes(
        new Model(
            "together",
            List.of(
                new Model.Input("wholes", ElementType.INT64, Shape.of(4)),
                new Model.Input("floats", ElementType.FLOAT, Shape.of(4))),
            List.of(
                new Node("real", new Op.Cast(ElementType.FLOAT), List.of("wholes")),
                new Node("sum", new Op.Binary(Op.BinaryFunction.PLUS), List.of("real", "floats"))),
            List.of(new Model.Output("sum", "sum"), new Model.Output("real", "real")),
            false,
            Map.of()));
  }

  /** A direction for each of the words "cat", "dog". */
  static byte[] words() {
    Vocabulary vocabulary =
        new Vocabulary(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "cat", "dog"), true, 16);
    float[] table = new float[6 * 2];
    table[4 * 2] = 1;
    table[5 * 2 + 1] = 1;
    Shape shape = Shape.of(Dim.symbol("batch"), Dim.symbol("sequence"));
    DenseTensor rows = new DenseTensor(Shape.of(6, 2), table);
    Model net =
        new Model(
            "words",
            List.of(new Model.Input("input_ids", ElementType.INT64, shape)),
            List.of(
                new Node("table", new Op.Constant(ElementType.FLOAT, rows), List.of()),
                new Node("rows", new Op.Gather(0), List.of("table", "input_ids"))),
            List.of(new Model.Output("rows", "rows")),
            false,
            Map.of());
    return SpvdFile.withText(bytes(net), VocabularyCodec.encode(vocabulary));
  }

  private static byte[] bytes(Model model) {
    return SpvdFile.encodeCompact(model);
  }
}
