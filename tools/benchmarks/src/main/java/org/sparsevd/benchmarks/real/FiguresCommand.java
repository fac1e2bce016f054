package org.sparsevd.benchmarks.real;

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
import org.sparsevd.benchmarks.report.Seconds;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what docs/FIGURES.md shows. */
@Command(
    name = "figures",
    description = {
      "Files, speed and cold starts of nets that people use, in our runtime and in ONNX Runtime:",
      "the table of docs/FIGURES.md. Each row is one measurement of 'real'. Nets whose file is not",
      "given are left out, by name; so is a net whose measurement fails."
    })
public final class FiguresCommand extends Measurement {
  private static final int TOKENS = 128;
  private static final int PIXELS = 320;

  @Option(names = "--lenet-300-100", paramLabel = "DIR", description = "a run; else made up")
  private Path lenet300;

  @Option(names = "--lenet-5", paramLabel = "DIR", description = "a run; else made up")
  private Path lenet5;

  @Mixin private MiniLmFiles miniLm = new MiniLmFiles();

  @Option(names = "--ocr", paramLabel = "FILE.onnx", description = "detector of PP-OCRv4")
  private Path ocr;

  @Option(names = "--only", paramLabel = "TEXT", description = "rows whose net contains it")
  private String only = "";

  @Option(names = "--starts", paramLabel = "N", description = "fresh JVMs of each runtime")
  private int starts = 5;

  @Option(names = "--out", paramLabel = "FILE.md", description = "the table goes there, too")
  private Path out;

  @Mixin private Seconds seconds = new Seconds(3);

  @Mixin private ResultFile json = new ResultFile("figures.json");

  @Override
  public Integer call() throws Exception {
    Map<String, Object> found = new LinkedHashMap<>(Machine.facts());
    found.put("ONNX Runtime", OnnxRuntimeNet.version());
    found.put("kernels", KernelLookup.status());
    StringBuilder page = new StringBuilder();
    found.forEach((name, value) -> page.append(name + ": " + value + "\n"));
    List<String> left = new ArrayList<>();
    Map<Figure, RealRow> rows = new LinkedHashMap<>();
    for (Figure figure : figures(left)) {
      RealCommand real = new RealCommand();
      List<String> words = new ArrayList<>(figure.words());
      words.addAll(List.of("--starts", "" + starts, "--seconds", "" + seconds.each()));
      new CommandLine(real).parseArgs(words.toArray(new String[0]));
      try {
        rows.put(figure, real.rows().get(0));
      } catch (Exception e) {
        // Minutes of other rows are not lost.
        String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        left.add(figure.net() + ", " + figure.form() + ": " + why);
      }
    }
    page.append("\n").append(table(rows));
    left.forEach(each -> page.append("\nleft out: ").append(each).append("\n"));
    System.out.print(page);
    if (out != null) {
      Files.writeString(out, page);
    }
    found.put("rows", rows.values());
    found.put("left out", left);
    json.write(found);
    return 0;
  }

  /** All rows whose files are there; names of the others are added to those left out. */
  List<Figure> figures(List<String> left) {
    List<Figure> all = new ArrayList<>();
    all.add(Figure.lenet("LeNet-300-100", "lenet-300-100", lenet300));
    all.add(Figure.lenet("LeNet-5", "lenet-5", lenet5));
    all.addAll(Figure.all());
    if (miniLm.whole() == null) {
      left.add("MiniLM: --minilm FILE.onnx is not given");
    } else {
      Figure whole = Figure.file("MiniLM", miniLm.whole(), TOKENS);
      all.add(whole);
      if (!miniLm.haveBytes()) {
        left.add("MiniLM in 8 bits: --minilm-ours and --minilm-int8 are not given");
      } else {
        all.add(whole.inBytes(miniLm.ours(), miniLm.int8()));
      }
    }
    if (ocr == null) {
      left.add("PP-OCR detector: --ocr FILE.onnx is not given");
    } else {
      all.add(Figure.file("PP-OCR detector", ocr, PIXELS));
    }
    all.removeIf(figure -> !figure.net().contains(only));
    left.removeIf(each -> !each.contains(only));
    return all;
  }

  /** Each runtime in three columns of a kind: file, time, first answer. */
  static MarkdownTable table(Map<Figure, RealRow> rows) {
    MarkdownTable table =
        new MarkdownTable(
            "net, ours",
            "file, kB",
            "float32",
            "int8",
            "a call, ms",
            "float32 / ours",
            "int8 / ours",
            "first answer, ms",
            "float32",
            "int8");
    rows.forEach(
        (figure, row) ->
            table.row(
                figure.net() + ", " + figure.form(),
                bytes(row, RealRow.OURS),
                bytes(row, RealRow.FLOAT32),
                bytes(row, RealRow.INT8),
                Figures.three(row.ours().median()),
                ratio(row, RealRow.FLOAT32),
                ratio(row, RealRow.INT8),
                Figures.three(row.first(RealRow.OURS)),
                Figures.three(row.first(RealRow.FLOAT32)),
                Figures.three(row.first(RealRow.INT8))));
    return table;
  }

  private static String bytes(RealRow row, String contender) {
    Long bytes = row.bytes().get(contender);
    return Figures.three(bytes == null ? Double.NaN : bytes / 1e3);
  }

  private static String ratio(RealRow row, String contender) {
    return Figures.ratio(row.result(contender).map(TurnResult::ratio).orElse(Double.NaN));
  }
}
