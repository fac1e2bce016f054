package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FiguresCommandTest {
  private static List<Figure> figures(List<String> left, String... options) {
    FiguresCommand command = new FiguresCommand();
    new CommandLine(command).parseArgs(options);
    return command.figures(left);
  }

  @Test
  void everyRowIsAMeasurementThatThereIs() {
    List<String> left = new ArrayList<>();
    List<Figure> all =
        figures(
            left,
            "--lenet-5=runs/lenet-5-1",
            "--minilm=a.onnx",
            "--minilm-ours=b.spvd",
            "--minilm-int8=c.onnx",
            "--ocr=d.onnx");
    assertThat(left).isEmpty();
    assertThat(all).hasSize(10);
    for (Figure figure : all) {
      CommandLine real = new CommandLine(new RealCommand());
      String[] words = figure.words().toArray(new String[0]);
      assertThat(real.parseArgs(words).unmatched()).as(figure.toString()).isEmpty();
    }
    assertThat(all.get(1).words())
        .containsExactly(
            "--net", "runs/lenet-5-1/model.ckpt", "--ours", "runs/lenet-5-1/model.spvd");
  }

  @Test
  void rowsWithoutTheirFileAreLeftOutByName() {
    List<String> left = new ArrayList<>();
    assertThat(figures(left)).hasSize(7);
    assertThat(left)
        .containsExactly(
            "MiniLM: --minilm FILE.onnx is not given",
            "PP-OCR detector: --ocr FILE.onnx is not given");
    left.clear();
    assertThat(figures(left, "--only", "MiniLM", "--minilm=a.onnx")).hasSize(1);
    assertThat(left)
        .containsExactly("MiniLM in 8 bits: --minilm-ours and --minilm-int8 are not given");
  }

  @Test
  void theTableHasEachRuntimesFileTimeAndFirstAnswer() {
    TurnResult ours = new TurnResult(RealRow.OURS, 2, 1.9, 0, 1, 1, 1, 0);
    TurnResult theirs = new TurnResult(RealRow.FLOAT32, 6, 5.8, 0, 3, 3, 3, 0);
    RealRow row =
        new RealRow(
            "net",
            "dense",
            1,
            List.of(ours, theirs),
            Map.of(RealRow.OURS, 40.0, RealRow.FLOAT32, 90.0),
            Map.of(RealRow.OURS, 1500L, RealRow.FLOAT32, 12_000L));
    Map<Figure, RealRow> rows = new LinkedHashMap<>();
    rows.put(new Figure("Net", "dense", List.of()), row);
    assertThat(FiguresCommand.table(rows).toString().lines().skip(2).findFirst().orElseThrow())
        .matches(
            "\\| Net, dense +\\| +1.50 \\| +12.0 \\| +- \\| +2.00 \\| +3.00x \\| +- \\|"
                + " +40.0 \\| +90.0 \\| +- \\|");
  }
}
