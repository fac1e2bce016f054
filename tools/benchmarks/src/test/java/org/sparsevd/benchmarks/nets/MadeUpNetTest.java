package org.sparsevd.benchmarks.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.CompressionReport;
import org.sparsevd.compress.Compressor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** The made-up nets are as sparse as those they stand for. */
class MadeUpNetTest {

  @ParameterizedTest
  @CsvSource({
    "lenet-300-100,266200,68,125 72 10",
    "lenet-5,430500,280,17 32 75 10",
    "vgg-like,14977728,48,64 62 128 126 234 155 31 81 76 9 138 101 413 373 10"
  })
  void haveThePapersCompressionAndDeadUnits(
      String name, long weights, double compression, String live) {
    Model model = MadeUpNet.named(name).build();
    assertThat(MadeUpNet.named(name).weights()).isEqualTo(weights);
    Compressed compressed = Compressor.compress(model);
    CompressionReport report = compressed.report();
    assertThat(report.total()).isEqualTo(weights);
    assertThat(report.compression()).isCloseTo(compression, within(0.2));
    assertThat(liveUnits(compressed.model())).isEqualTo(live);
  }

  private static String liveUnits(Model model) {
    StringBuilder units = new StringBuilder();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        units.append(' ').append(layer.weight().rows());
      }
    }
    return units.substring(1);
  }
}
