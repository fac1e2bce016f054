package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class OnnxSummaryTest {
  private static final Model MODEL = model();

  private static Model model() {
    float[] weight = new float[40 * 50];
    weight[7] = 1;
    weight[1999] = -2;
    return new Model.Chain("net", Shape.of(50))
        .add("fc", new Op.Dense(new DenseTensor(Shape.of(40, 50), weight), new float[40]))
        .build()
        .withMetadata(Map.of("seed", "7"));
  }

  @Test
  void countsTheSameNonZerosInBothProfiles() throws IOException {
    for (OnnxProfile profile : List.of(OnnxProfile.DENSE, OnnxProfile.SPARSE)) {
      OnnxSummary summary = OnnxSummary.read(OnnxExporter.export(MODEL, profile));
      assertThat(summary.producer()).startsWith("SparseVD ");
      assertThat(summary.opset()).isEqualTo(OnnxExporter.OPSET_VERSION);
      assertThat(summary.nodes()).isNotEmpty();
      assertThat(summary.metadata()).containsEntry("seed", "7");
      OnnxSummary.Constant weight =
          summary.constants().stream()
              .filter(constant -> constant.shape().size() == 2)
              .findFirst()
              .orElseThrow();
      assertThat(weight.nonZero()).isEqualTo(2);
      assertThat(weight.sparse()).isEqualTo(profile.sparse());
    }
  }

  @Test
  void noticesEveryFlippedBitOfAWeight() throws IOException {
    byte[] whole = OnnxExporter.export(MODEL, OnnxProfile.DENSE);
    assertThat(OnnxSummary.read(whole).intact()).isTrue();
    // The weights are most of the file, so its middle lies in them.
    for (int bit = 0; bit < 64; bit++) {
      byte[] flipped = whole.clone();
      flipped[whole.length / 2 + bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(OnnxSummary.read(flipped).intact()).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void refusesWhatIsNoOnnxFile() {
    byte[] whole = OnnxExporter.export(MODEL, OnnxProfile.DENSE);
    for (byte[] bytes :
        new byte[][] {
          new byte[0], {1, 2, 3, 4}, Arrays.copyOf(whole, whole.length / 2),
        }) {
      assertThatThrownBy(() -> OnnxSummary.read(bytes))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("no ONNX file");
    }
  }
}
