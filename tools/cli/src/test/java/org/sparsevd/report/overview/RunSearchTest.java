package org.sparsevd.report.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RunSearchTest {
  @TempDir private Path folder;

  /** A report as earlier versions wrote it, by name of the run. */
  private void write(String name, double error, long bytes) throws IOException {
    write(
        name,
        String.format(
            Locale.ROOT,
            """
            {"tool": "sparsevd 0.1", "network": "lenet-5",
             "dataset": {"name": "mnist", "sha256": "00ff"},
             "seed": 3, "epochs": 60, "paper": false, "testErrorPercent": %s,
             "parameters": {"total": 1000, "nonZero": 10, "compression": 100.0},
             "files": [{"path": "model.ckpt", "bytes": 77, "ratio": 1},
                       {"path": "model.spvd", "bytes": %d, "ratio": 9}],
             "verification": [{"target": "model.ckpt", "testErrorPercent": 99},
                              {"target": "model.spvd", "testErrorPercent": %s}],
             "seconds": {"train": 90, "compress": 30}}
            """,
            error + 1,
            bytes,
            error));
  }

  private void write(String name, String json) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("report.json"), json);
  }

  private String leftOut(String json) throws IOException {
    write("odd", json);
    RunSearch found = RunSearch.below(folder);
    assertThat(found.runs()).isEmpty();
    assertThat(found.leftOut()).hasSize(1);
    assertThat(found.leftOut().get(0).path()).endsWith("report.json");
    String reason = found.leftOut().get(0).reason();
    assertThat(reason).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
    return reason;
  }

  private static Document parse(byte[] page) throws Exception {
    String xml =
        new String(page, java.nio.charset.StandardCharsets.UTF_8)
            .replace("<!DOCTYPE html>", "")
            .replaceAll("<(meta)([^>]*)>", "<$1$2/>")
            .replaceAll("(?s)<(style|script)>.*?</(style|script)>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void reportsOfEarlierVersionsAreRead() throws IOException {
    write("a/b", 0.7, 2900);
    RunSearch found = RunSearch.below(folder);
    assertThat(found.leftOut()).isEmpty();
    assertThat(found.complete()).isTrue();
    Run run = found.runs().get(0);
    assertThat(run.name()).isEqualTo("a/b");
    assertThat(run.network()).isEqualTo("lenet-5");
    assertThat(run.method()).isNull();
    assertThat(run.seed()).isEqualTo(3);
    assertThat(run.epochs()).isEqualTo(60);
    assertThat(run.errorPercent()).isEqualTo(0.7);
    assertThat(run.compression()).isEqualTo(100);
    assertThat(run.bytes()).isEqualTo(2900);
    assertThat(run.minutes()).isEqualTo(2);
    assertThat(run.tool()).isEqualTo("sparsevd 0.1");
  }

  @Test
  void littleIsNeeded() throws IOException {
    write(
        "a",
        """
        {"network": "n", "dataset": {"name": "d", "sha256": "00"}, "seed": -1,
         "testErrorPercent": 0, "method": "dns", "more": [{"than": "is known"}]}
        """);
    Run run = RunSearch.below(folder).runs().get(0);
    assertThat(run.method()).isEqualTo("dns");
    assertThat(run.errorPercent()).isZero();
    assertThat(run.bytes()).isNull();
    assertThat(RunsPage.fronts(List.of(run)).get("d")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "7",
        "null",
        "[]",
        "{\"network\": ",
        "{\"network\": 7}",
        "{\"dataset\": {\"name\": \"d\", \"sha256\": \"00\"}, \"network\": [\"n\"]}",
        "{\"dataset\": {\"name\": \"d\"}, \"network\": \"n\"}",
        "{\"dataset\": \"d\", \"network\": \"n\"}"
      })
  void whatIsNoReportIsNamed(String json) throws IOException {
    leftOut(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "100.1", "1e999", "\"1\"", "NaN", "[1]", "null", "{}"})
  void errorsOutOfRangeAreNamed(String error) throws IOException {
    leftOut(
        "{\"network\": \"n\", \"dataset\": {\"name\": \"d\", \"sha256\": \"00\"}, \"seed\": 1,"
            + " \"testErrorPercent\": "
            + error
            + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"files\": [{\"path\": \"a.spvd\", \"bytes\": 0}]",
        "\"files\": [{\"path\": \"a.spvd\", \"bytes\": 1.5}]",
        "\"files\": [{\"path\": \"a.spvd\", \"bytes\": 1e30}]",
        "\"files\": [{\"path\": \"a.spvd\"}]",
        "\"seconds\": {\"train\": -1}",
        "\"seconds\": {\"train\": \"long\"}",
        "\"parameters\": {\"compression\": \"NaN\"}",
        "\"parameters\": 3",
        "\"epochs\": 1.5",
        "\"method\": 7",
        "\"tool\": [1]"
      })
  void fieldsThatAreKnownMustBeWhatTheyShould(String field) throws IOException {
    String reason =
        leftOut(
            "{\"network\": \"n\", \"dataset\": {\"name\": \"d\", \"sha256\": \"00\"}, \"seed\": 1,"
                + " \"testErrorPercent\": 1, "
                + field
                + "}");
    assertThat(reason).contains("field '");
  }

  @Test
  void hostileReportsCostLittle() throws IOException {
    assertThat(leftOut("[".repeat(2_000_000))).contains("nested too deep");
    assertThat(leftOut("{\"network\": \"" + "n".repeat(3_000_000) + "\"}")).contains("dataset");
    assertThat(leftOut("[" + "1,".repeat(2_100_000) + "1]")).contains("longer than");
    assertThat(leftOut("{\"network\": \"" + "n".repeat(300) + "\", \"dataset\": {}}"))
        .contains("'network'", "200");
  }

  @Test
  void linksAndOddFilesAreNotFollowed() throws IOException {
    write("a", 0.7, 2900);
    Files.createSymbolicLink(folder.resolve("a/again"), folder);
    Files.createSymbolicLink(
        Files.createDirectory(folder.resolve("b")).resolve("report.json"),
        folder.resolve("a/report.json"));
    Files.createDirectories(folder.resolve("c/report.json"));
    RunSearch found = RunSearch.below(folder);
    assertThat(found.runs()).extracting(Run::name).containsExactly("a");
    assertThat(found.leftOut()).isEmpty();
  }

  @Test
  void thePageIsWellFormedWhateverReportsSay() throws Exception {
    write("<script>alert('1')</script> &", 0.7, 2900);
    write("plain", 0.9, 1900);
    String evil = "<b>&'\\\"\\u0000\\u202e\\ud800]]>";
    write(
        "evil",
        "{\"network\": \""
            + evil
            + "\", \"dataset\": {\"name\": \""
            + evil
            + "\", \"sha256\": \""
            + evil
            + "\"}, \"seed\": 1, \"testErrorPercent\": 1, \"method\": \""
            + evil
            + "\", \"files\": [{\"path\": \"m.spvd\", \"bytes\": 9223372036854775807}]}");
    write("odd", "{");
    Files.writeString(folder.resolve("plain/report.html"), "here");
    RunSearch found = RunSearch.below(folder);
    assertThat(found.runs()).hasSize(3);
    byte[] page = RunsPage.encode(found, "Runs in <here>", folder);
    Document document = parse(page);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("b").getLength()).isZero();
    assertThat(document.getElementsByTagName("a").getLength()).isEqualTo(1);
    Element link = (Element) document.getElementsByTagName("a").item(0);
    assertThat(link.getAttribute("href")).isEqualTo("plain/report.html");
    String text = new String(page, java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text)
        .contains("prefers-color-scheme: dark")
        .doesNotContain("http://", "https://", "'NaN", ">NaN", "\u202e", "src=");
  }

  @Test
  void theTableHasAllRunsWithoutScriptsAndStarsOnTheFront() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 12; i++) {
      write("run-" + i, random.nextInt(50, 90) / 100.0, random.nextInt(2000, 9000));
    }
    RunSearch found = RunSearch.below(folder);
    Document document = parse(RunsPage.encode(found, "t", folder));
    NodeList rows = document.getElementsByTagName("tr");
    assertThat(rows.getLength()).isEqualTo(13);
    for (int i = 1; i < rows.getLength(); i++) {
      Run run = found.runs().get(i - 1);
      boolean beaten =
          found.runs().stream()
              .anyMatch(
                  o ->
                      o.bytes() <= run.bytes()
                          && o.errorPercent() <= run.errorPercent()
                          && (o.bytes() < run.bytes() || o.errorPercent() < run.errorPercent()));
      Element row = (Element) rows.item(i);
      assertThat(row.getTextContent()).startsWith(run.name());
      assertThat(row.getAttribute("class").equals("front")).isEqualTo(!beaten);
      assertThat(row.getTextContent().contains("★")).isEqualTo(!beaten);
    }
  }

  @Test
  void dataSetsHaveFrontsOfTheirOwn() throws IOException {
    write("mnist", 0.7, 2900);
    for (String name : List.of("x", "y")) {
      write(
          name,
          "{\"network\": \"n\", \"dataset\": {\"name\": \"own\", \"sha256\": \""
              + name.repeat(64)
              + "\"}, \"seed\": 1, \"testErrorPercent\": 50,"
              + " \"files\": [{\"path\": \"m.spvd\", \"bytes\": 5000}]}");
    }
    Map<String, List<Run>> fronts = RunsPage.fronts(RunSearch.below(folder).runs());
    assertThat(fronts.keySet())
        .containsExactly("mnist", "own (xxxxxxxxxxxx)", "own (yyyyyyyyyyyy)");
    assertThat(fronts.values()).allMatch(front -> front.size() == 1);
  }
}
