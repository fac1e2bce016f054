package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;

/** Nets that learn real values or labels, from a table to a compact file. */
class TargetsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Five numbers; two values by some of them; two labels. */
  private Path table() throws Exception {
    Random random = new Random(12);
    StringBuilder csv = new StringBuilder("a,b,price,c,d,e,cheap,odd,weight\n");
    for (int row = 0; row < 600; row++) {
      double[] x = random.doubles(5).toArray();
      double price = 2000 + 500 * x[0] - 300 * x[2] + 10 * random.nextGaussian();
      double weight = -0.02 * x[2] + 0.05 + 0.0004 * random.nextGaussian();
      csv.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.4f,%.2f,%.4f,%.4f,%.4f,%d,%d,%.6f%n",
              x[0],
              x[1],
              price,
              x[2],
              x[3],
              x[4],
              x[0] < 0.5 ? 1 : 0,
              x[1] + x[3] > 1 ? 1 : 0,
              weight));
    }
    return Files.writeString(folder.resolve("goods.csv"), csv);
  }

  private static JsonNode json(Object... arguments) throws Exception {
    Invocation run = Invocation.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FINE);
    return JSON.readTree(run.out());
  }

  @Test
  void valuesComeOutInTheirOwnUnits() throws Exception {
    Path table = table();
    Path out = folder.resolve("price.ckpt");
    String columns = "price,weight";
    JsonNode trained =
        json(
            "train",
            "mlp",
            "--data",
            table,
            "--targets",
            "values",
            "--class-column",
            columns,
            "--epochs",
            60,
            "--threads",
            1,
            "--out",
            out,
            "--json");
    assertThat(trained.get("testErrorPercent").asDouble()).isLessThan(40);
    assertThat(trained.get("rootMeanSquareErrors").get(0).asDouble()).isBetween(5.0, 80.0);
    assertThat(trained.get("rootMeanSquareErrors").get(1).asDouble()).isBetween(1e-4, 3e-3);
    Path compact = folder.resolve("price.spvd");
    json(
        "compress",
        out,
        "--data",
        table,
        "--targets",
        "values",
        "--class-column",
        columns,
        "--out",
        compact,
        "--json");
    JsonNode ran =
        json(
            "run",
            compact,
            "--data",
            table,
            "--targets",
            "values",
            "--class-column",
            columns,
            "--json");
    assertThat(ran.get("errorPercent").asDouble())
        .isCloseTo(trained.get("testErrorPercent").asDouble(), within(8.0));
    Invocation verified =
        Invocation.of(
            "verify",
            out,
            compact,
            "--data",
            table,
            "--targets",
            "values",
            "--class-column",
            columns);
    assertThat(verified.exitCode()).as(verified.err()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void labelsEachHoldOrDoNot() throws Exception {
    Path table = table();
    Path out = folder.resolve("labels.ckpt");
    Invocation run =
        Invocation.of(
            "train",
            "mlp",
            "--data",
            table,
            "--targets",
            "labels",
            "--class-column",
            "cheap,odd",
            "--epochs",
            40,
            "--threads",
            1,
            "--out",
            out);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FINE);
    assertThat(run.out()).containsPattern("test error [0-9]\\.[0-9]+ % of the labels");
  }

  @Test
  void whatCannotBeLearnedIsRefusedByName() throws Exception {
    Path table = table();
    Path out = folder.resolve("no.ckpt");
    refused(
        "line 2, column 3 (price): expected 0 or 1",
        "train",
        "mlp",
        "--data",
        table,
        "--targets",
        "labels",
        "--class-column",
        "price",
        "--out",
        out);
    refused(
        "--targets: expected classes, values or labels, found sizes",
        "train",
        "mlp",
        "--data",
        table,
        "--targets",
        "sizes",
        "--out",
        out);
    refused(
        "puts out 10 numbers, data set 'goods.csv",
        "train",
        "--network",
        network(),
        "--data",
        table,
        "--targets",
        "values",
        "--out",
        out);
    refused(
        "values are of .npy, .npz and .csv files",
        "train",
        "mlp",
        "--targets",
        "values",
        "--out",
        out);
  }

  private Path network() throws Exception {
    return Files.writeString(
        folder.resolve("net.json"),
        "{\"name\": \"n\", \"input\": [8], \"layers\": [\"flatten\","
            + " {\"type\": \"dense\", \"outputs\": 10}]}");
  }

  private static void refused(String message, Object... arguments) {
    Invocation run = Invocation.of(arguments);
    assertThat(run.exitCode()).isNotEqualTo(ExitCode.FINE);
    assertThat(run.err()).contains(message).doesNotContain("Exception");
  }
}
