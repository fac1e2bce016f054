package org.sparsevd.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.ReductionOps;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Texts that are filled have the vectors that they have alone, whatever the net does. */
class FillingTest {
  private static final int WIDTH = 5;
  private static final long SEED = 19;

  /** A vector for each token; or their mean, with those that are masked. */
  private static SparseModel net(int pieces, boolean mean) {
    Random random = new Random(4);
    float[] rows = new float[pieces * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    Shape shape = Shape.of(Dim.symbol("batch"), Dim.symbol("sequence"));
    DenseTensor all = new DenseTensor(Shape.of(pieces, WIDTH), rows);
    return SparseModel.of(
        new Model(
            "net",
            List.of(
                new Model.Input("input_ids", ElementType.INT64, shape),
                new Model.Input("attention_mask", ElementType.INT64, shape)),
            List.of(
                new Node("table", new Op.Constant(ElementType.FLOAT, all), List.of()),
                new Node("rows", new Op.Gather(0), List.of("table", "input_ids")),
                new Node(
                    "mean",
                    new ReductionOps.Reduce(ReductionOps.Fold.MEAN, List.of(1)),
                    List.of("rows"))),
            List.of(mean ? new Model.Output("mean", "mean") : new Model.Output("rows", "rows")),
            false,
            Map.of()));
  }

  private static List<String> texts(Vocabulary vocabulary, Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(40); word >= 0; word--) {
        text.append(vocabulary.pieces().get(random.nextInt(vocabulary.pieces().size())))
            .append(' ');
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void vectorsAreThoseOfTheTextAlone() throws IOException {
    for (int longest : new int[] {30, 512}) {
      Vocabulary vocabulary = WordPiecesTest.vocabulary(longest);
      for (boolean mean : new boolean[] {false, true}) {
        SparseModel net = net(vocabulary.pieces().size(), mean);
        TextEncoder encoder = TextEncoder.of(net, vocabulary);
        for (String text : texts(vocabulary, new Random(SEED))) {
          // An encoder's first text is never filled.
          float[] alone = TextEncoder.of(net, vocabulary).embed(text);
          assertThat(encoder.embed(text))
              .as("seed %d, longest %d, mean %s: %s", SEED, longest, mean, text)
              .isEqualTo(alone);
          assertThat(encoder.copy().embed(text)).isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void lengthsAreFew() {
    int[] found = new int[512];
    Arrays.setAll(found, i -> Filling.length(i + 1));
    assertThat(Arrays.stream(found).distinct())
        .containsExactly(8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512);
    for (int tokens = 1; tokens <= found.length; tokens++) {
      assertThat(found[tokens - 1]).isGreaterThanOrEqualTo(tokens);
    }
  }

  @Test
  void aNetIsTriedOnceAndNotWithTheFirstLength() {
    Filling filling = new Filling(true);
    assertThat(filling.isToBeTried(5, 8)).isFalse();
    assertThat(filling.isToBeTried(5, 8)).isFalse();
    assertThat(filling.isToBeTried(8, 8)).isFalse();
    assertThat(filling.isToBeTried(6, 8)).isTrue();
    assertThat(filling.serves()).isFalse();
    filling.tried(true);
    assertThat(filling.serves()).isTrue();
    assertThat(filling.isToBeTried(7, 8)).isFalse();
    Filling none = new Filling(false);
    assertThat(none.isToBeTried(5, 8) || none.isToBeTried(6, 8)).isFalse();
    assertThat(none.serves()).isFalse();
  }
}
