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

class RunsCommandTest {
  @TempDir private Path folder;

  private void write(String name, double error, long bytes) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("report.json"),
        "{\"network\": \"lenet-5\", \"dataset\": {\"name\": \"mnist\", \"sha256\": \"00\"},"
            + " \"seed\": 1, \"method\": \"sparse-vd\", \"testErrorPercent\": "
            + error
            + ", \"files\": [{\"path\": \"model.spvd\", \"bytes\": "
            + bytes
            + "}]}");
  }

  private static Invocation fine(Object... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return invocation;
  }

  private static void refused(Invocation invocation, String... parts) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FAILURE);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    assertThat(invocation.err()).contains(parts);
  }

  @Test
  void tellsTheFrontAndWritesAPage() throws IOException {
    write("a", 0.7, 3000);
    write("b", 0.8, 2000);
    write("worse", 0.9, 2500);
    Invocation runs = fine("runs", folder);
    assertThat(runs.out()).contains("3 runs", "runs.html").doesNotContain("worse");
    assertThat(runs.err()).isEmpty();
    assertThat(folder.resolve("runs.html")).content().contains("worse", "<svg");
    assertThat(fine("runs", folder, "--verbose").out()).contains("worse");
  }

  @Test
  void tellsJson() throws IOException {
    write("a", 0.7, 3000);
    Files.createDirectory(folder.resolve("odd"));
    Files.writeString(folder.resolve("odd/report.json"), "{");
    Path page = folder.resolve("page.html");
    Invocation runs = fine("runs", folder, "--json", "--out", page);
    JsonNode json = new ObjectMapper().readTree(runs.out());
    assertThat(json.get("page").asText()).isEqualTo(page.toString());
    assertThat(json.get("runs")).hasSize(1);
    JsonNode run = json.get("runs").get(0);
    assertThat(run.get("name").asText()).isEqualTo("a");
    assertThat(run.get("method").asText()).isEqualTo("sparse-vd");
    assertThat(run.get("bytes").asLong()).isEqualTo(3000);
    assertThat(run.has("folder")).isFalse();
    assertThat(json.get("leftOut")).hasSize(1);
    assertThat(runs.err().lines()).hasSize(1).allMatch(line -> line.contains("odd/report.json"));
    assertThat(folder.resolve("runs.html")).doesNotExist();
  }

  @Test
  void replacesItsOwnPageAndNoOther() throws IOException {
    write("a", 0.7, 3000);
    fine("runs", folder);
    fine("runs", folder);
    Path page = folder.resolve("runs.html");
    Files.writeString(page, "mine");
    refused(Invocation.of("runs", folder), "runs.html exists", "--force");
    assertThat(page).hasContent("mine");
    fine("runs", folder, "--force");
    assertThat(page).content().contains("lenet-5");
  }

  @Test
  void aFolderWithoutRunsIsToldAndNothingWritten() throws IOException {
    refused(Invocation.of("runs", folder), "no report.json");
    assertThat(folder).isEmptyDirectory();
    refused(Invocation.of("runs", folder.resolve("gone")), "no such folder", "gone");
    Path file = Files.writeString(folder.resolve("file"), "");
    refused(Invocation.of("runs", file), "is a file");
  }
}
