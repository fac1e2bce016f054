package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;

/** A table of known structure: what has nothing to do with the class dies. */
class TableTest {
  @TempDir private Path folder;

  @Test
  void columnsThatDoNotCountDie() throws Exception {
    Path table = folder.resolve("table.csv");
    assertThat(Invocation.of("data", "table", "--out", table, "--rows", 1000).exitCode())
        .isEqualTo(ExitCode.FINE);
    assertThat(Files.readAllLines(table)).hasSize(1001).first().asString().startsWith("c1,c2,");
    Path out = folder.resolve("table.ckpt");
    Invocation run =
        Invocation.of(
            "train",
            "mlp",
            "--data",
            table,
            "--epochs",
            60,
            "--threads",
            1,
            "--out",
            out,
            "--json");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FINE);
    JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(told.get("columnsRead").toString()).isEqualTo("[3,6]");
    assertThat(told.get("testErrorPercent").asDouble()).isLessThan(10);
    Invocation resumed =
        Invocation.of(
            "train",
            "mlp",
            "--data",
            table,
            "--epochs",
            60,
            "--threads",
            1,
            "--out",
            out,
            "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.FINE);
    assertThat(resumed.out()).contains("reads 2 of 10 columns [3, 6]");
  }

  @Test
  void aTableIsNotOverwritten() throws Exception {
    Path table = Files.writeString(folder.resolve("mine.csv"), "mine");
    Invocation run = Invocation.of("data", "table", "--out", table);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(table).hasContent("mine");
    assertThat(Invocation.of("data", "table", "--out", table, "--force", "--rows", 0).err())
        .contains("--rows must be 1 to 1000000, found 0");
  }
}
