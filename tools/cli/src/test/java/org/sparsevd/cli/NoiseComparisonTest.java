package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;

/** {@code compare noise}: sparsity by epoch with both kinds of noise. */
class NoiseComparisonTest {
  @TempDir private Path folder;

  @Test
  void runsOfBothNoisesAreToldByEpoch() throws IOException {
    Path data = TinyData.write(folder.resolve("data"), 28, 28);
    Path runs = Files.createDirectory(folder.resolve("runs"));
    Invocation trained =
        Invocation.of(
            "train",
            "mlp-1000-1000",
            "--noise",
            "multiplicative",
            "--epochs",
            2,
            "--data",
            data,
            "--out",
            runs.resolve("multiplicative-1.ckpt"));
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.FINE);

    Invocation told = Invocation.of("compare", "noise", "--report", "--json", "--out", runs);
    assertThat(told.exitCode()).as(told.err()).isEqualTo(ExitCode.FINE);
    JsonNode run = new ObjectMapper().readTree(told.out()).path("runs").path(0);
    assertThat(run.path("noise").asText()).isEqualTo("MULTIPLICATIVE");
    assertThat(run.path("history")).hasSize(2);
    double sparsity = run.path("history").path(1).path("sparsity").asDouble();
    assertThat(sparsity).isBetween(0.0, 1.0);

    assertThat(Files.readAllLines(runs.resolve("compare.md")))
        .hasSize(4)
        .anyMatch(line -> line.equals("| additive | - | not trained yet | - | - | 0.993 |"))
        .anyMatch(line -> line.startsWith("| multiplicative | 1 | 2 | "));
    String page = Files.readString(runs.resolve("compare.html"));
    assertThat(page).doesNotContain("<script").contains("<polyline class='curve m0'", "0.949");
  }
}
