package org.sparsevd.benchmarks.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.benchmarks.nets.MiniLmFiles;
import org.sparsevd.benchmarks.report.Figures;
import org.sparsevd.benchmarks.report.Machine;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.benchmarks.report.Measurement;
import org.sparsevd.benchmarks.report.ResultFile;
import org.sparsevd.benchmarks.report.ScratchFolder;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures all that is asked of the runtime's speed, one command after the other. */
@Command(
    name = "rows",
    description = {
      "Every ratio that is asked of the runtime, one command after the other, and a table beside",
      "what must be reached. A JDK before 22 measures the row of no machine code alone."
    })
public final class RowsCommand extends Measurement {
  private static final int MACHINE_CODE = 22;

  @Mixin private MiniLmFiles miniLm = new MiniLmFiles();

  @Option(names = "--only", paramLabel = "TEXT", description = "rows that contain it")
  private String only = "";

  @Mixin private ResultFile json = new ResultFile("rows.json");

  /** A ratio that was found. */
  private record Row(String what, double found, double must, double goal, String command) {}

  @Override
  public Integer call() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    found.put("kernels", KernelLookup.status());
    List<Row> rows = new ArrayList<>();
    MarkdownTable table = new MarkdownTable("row", "found", "must", "goal", "reached", "command");
    for (Step step : steps()) {
      JsonNode result = run(step);
      for (Asked asked : step.rows()) {
        double ratio = result == null ? Double.NaN : asked.reading().of(result);
        rows.add(new Row(asked.what(), ratio, asked.must(), asked.goal(), step.command()));
        String reached = asked.reached(ratio);
        System.err.println("row: " + asked.what() + ": " + Figures.ratio(ratio) + ", " + reached);
        table.row(
            asked.what(),
            Figures.ratio(ratio),
            Figures.three(asked.must()),
            Figures.three(asked.goal()),
            reached,
            "`" + step.command() + "`");
      }
      found.put("rows", rows);
      json.write(found);
    }
    System.out.println();
    Machine.facts().forEach((name, value) -> System.out.println(name + ": " + value));
    System.out.println();
    System.out.print(table);
    return 0;
  }

  private List<Step> steps() {
    List<Step> all = new ArrayList<>(Step.all());
    if (miniLm.whole() != null) {
      String whole = miniLm.whole().toString();
      all.add(Step.miniLm(whole));
      if (miniLm.haveBytes()) {
        all.add(Step.miniLm(whole, miniLm.ours().toString(), miniLm.int8().toString()));
      }
    }
    boolean machine = Runtime.version().feature() >= MACHINE_CODE;
    all.removeIf(
        step ->
            step.machine() != machine
                || step.rows().stream().noneMatch(row -> row.what().contains(only)));
    return all;
  }

  /** What the command wrote; null where it failed: the next rows are measured all the same. */
  private static JsonNode run(Step step) throws IOException {
    System.err.println(step.command());
    try (ScratchFolder folder = ScratchFolder.make()) {
      Path file = folder.path().resolve("result.json");
      List<String> words = new ArrayList<>(step.options());
      words.addAll(List.of("--json", file.toString()));
      int code = step.measurement().execute(words.toArray(new String[0]));
      boolean there = code == 0 && Files.exists(file);
      return there ? new ObjectMapper().readTree(file.toFile()) : null;
    }
  }
}
