package org.sparsevd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparsevd.benchmarks.nets.MadeUpNet;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** The arithmetic behind the tables that the README quotes. */
class InferenceReportTest {
  /** Operations a nanosecond. */
  private static final double PEAK = 4;

  /** 1,000 inputs and 200 of 10,000 weights: 400 operations. */
  private static Subject tiny() {
    float[] weights = new float[10_000];
    Arrays.fill(weights, 0, 200, 1);
    DenseTensor weight = new DenseTensor(Shape.of(10, 1000), weights);
    Model model =
        new Model.Chain("tiny", Shape.of(1000))
            .add("fc", new Op.Dense(weight, new float[10]))
            .build();
    return new Subject("tiny", Optional.of(model), model);
  }

  private static Measurement of(
      String net, int batch, int threads, ContenderKind kind, double nanoseconds) {
    return new Measurement(net, batch, threads, kind, nanoseconds, Double.NaN, 24.4);
  }

  /** The cells of the line that starts so. */
  private static List<String> cells(String report, String first) {
    String line = report.lines().filter(each -> each.startsWith("| " + first)).findFirst().get();
    return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
  }

  @Test
  void ratiosAreTheirTimeDividedByOursOfTheSameBatchAndThreads() {
    InferenceReport report = new InferenceReport(Map.of(), PEAK);
    report.add(
        tiny(),
        List.of(
            of("tiny", 2, 1, ContenderKind.SPARSEVD, 2000),
            of("tiny", 2, 1, ContenderKind.SPARSEVD_SCALAR, 8000),
            of("tiny", 2, 1, ContenderKind.ONNX_DENSE, 24_000),
            of("tiny", 2, 1, ContenderKind.ONNX_SHRUNK, 6000),
            of("tiny", 1, 1, ContenderKind.ONNX_INT8, 1),
            of("tiny", 2, 2, ContenderKind.ONNX_INT8, 1)));
    assertThat(cells(report.toString(), "tiny, 2"))
        .containsExactly(
            "tiny, 2",
            "2.00",
            "24.0",
            "12.0x",
            "6.00",
            "3.00x",
            "-",
            "-",
            "8.00",
            "3.00x",
            "24.0",
            // 400 operations for each of two images in 2,000 ns
            "0.4000",
            "10.0");
  }

  @Test
  void machinesReadTheSameNumbers() {
    InferenceReport report = new InferenceReport(Map.of("processor", "any"), PEAK);
    report.add(
        tiny(),
        List.of(
            of("tiny", 1, 1, ContenderKind.SPARSEVD, 100),
            of("tiny", 1, 1, ContenderKind.ONNX_DENSE, 250)));
    Map<String, Object> json = report.json();
    assertThat(json).containsEntry("usefulOperations", Map.of("tiny", 400L));
    List<?> calls = (List<?>) json.get("calls");
    Map<?, ?> dense = (Map<?, ?>) calls.get(1);
    assertThat(dense.get("contender")).isEqualTo("onnx-dense");
    assertThat(dense.get("sparsevdRatio")).isEqualTo(2.5);
    assertThat(dense.get("sparsevdScalarRatio")).as("was not measured").isNull();
    assertThat(dense.get("errorNanoseconds")).as("is no number").isNull();
  }

  @Test
  void targetsAreJudgedOnOneThread() throws Exception {
    String net = MadeUpNet.LENET_300_100.id();
    InferenceReport report = new InferenceReport(Map.of(), PEAK);
    report.add(
        Subject.of(net),
        List.of(
            of(net, 1, 1, ContenderKind.SPARSEVD, 1000),
            of(net, 1, 1, ContenderKind.ONNX_DENSE, 25_000),
            of(net, 1, 1, ContenderKind.ONNX_SHRUNK, 3900),
            of(net, 1, 2, ContenderKind.SPARSEVD, 1),
            of(net, 256, 1, ContenderKind.SPARSEVD, 1000),
            of(net, 256, 1, ContenderKind.ONNX_DENSE, 15_000),
            of(net, 256, 1, ContenderKind.ONNX_SHRUNK, 2000)));
    String text = report.toString();
    assertThat(cells(text, net + ", batch 1, against onnx-dense"))
        .endsWith("25.0x", "25.0", "35.0", "must");
    assertThat(cells(text, net + ", batch 1, against onnx-shrunk"))
        .endsWith("3.90x", "4.00", "6.00", "missed");
    assertThat(cells(text, net + ", batch 256, against onnx-dense"))
        .endsWith("15.0x", "8.00", "15.0", "goal");
    assertThat(text.lines().filter(line -> line.contains(", against "))).hasSize(4);
  }

  @Test
  void coldStartsAreComparedWithOurs() {
    InferenceReport report = new InferenceReport(Map.of(), PEAK);
    report.add(tiny(), List.of());
    report.add(
        List.of(
            new ColdTime("tiny", ColdStart.SPARSEVD, 20, 50),
            new ColdTime("tiny", ColdStart.ONNX, 130, 200)));
    String text = report.toString();
    assertThat(cells(text, "tiny, onnx"))
        .containsExactly("tiny, onnx", "130", "6.50x", "200", "4.00x");
    assertThat(cells(text, "tiny, first answer in a fresh JVM"))
        .endsWith("6.50x", "4.00", "8.00", "must");
  }
}
