package org.sparsevd.cli.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.ToolVersion;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.Network;

/** {@code compare.json} of the VGG-like networks: error and sparsity against width. */
public record WidthComparison(String tool, List<Width> widths) {
  static final List<String> HEADINGS =
      List.of(
          "data",
          "k",
          "seeds",
          "dense error %",
          "published",
          "Sparse VD error %",
          "published",
          "compression",
          "published");

  /** Reads the complete runs of a folder; other networks are passed over. */
  public static WidthComparison read(RunSet runs) throws IOException {
    List<RunSet.Found> found = runs.all();
    List<Width> widths = new ArrayList<>();
    for (Width width : Width.published()) {
      List<WidthRun> ofWidth = new ArrayList<>();
      for (RunSet.Found run : found) {
        if (isOf(width, run.checkpoint())) {
          ofWidth.add(WidthRun.of(run.file().getFileName().toString(), run.checkpoint()));
        }
      }
      widths.add(width.with(ofWidth));
    }
    return new WidthComparison(ToolVersion.text(), widths);
  }

  private static boolean isOf(Width width, Checkpoint checkpoint) {
    Network network = checkpoint.recipe().network();
    return checkpoint.epoch() == checkpoint.recipe().epochs()
        && network.name().equals(width.preset())
        && network.outputShape().size() == width.classes();
  }

  /** The table, as in docs/RESULTS.md. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    MarkdownTable.line(text, HEADINGS);
    MarkdownTable.line(text, HEADINGS.stream().map(heading -> "---").toList());
    widths.forEach(width -> MarkdownTable.line(text, cells(width)));
    return text.toString();
  }

  static List<String> cells(Width width) {
    return List.of(
        "CIFAR-" + width.classes(),
        String.valueOf(width.k()),
        width.needsGpu()
            ? "not trained: takes a GPU"
            : width.runs().isEmpty()
                ? "not trained yet"
                : each(width, run -> String.valueOf(run.seed())),
        each(width, run -> number(run.denseErrorPercent())),
        number(width.publishedDenseErrorPercent()),
        each(width, run -> number(run.errorPercent())),
        number(width.publishedErrorPercent()),
        each(width, run -> run.compression() == null ? "-" : Numbers.ratio(run.compression())),
        Numbers.ratio(width.publishedCompression()));
  }

  private static String number(Double percent) {
    return percent == null ? "-" : String.format(Locale.ROOT, "%.2f", percent);
  }

  private static String each(Width width, Function<WidthRun, String> cell) {
    return width.runs().isEmpty()
        ? "-"
        : width.runs().stream().map(cell).collect(Collectors.joining(", "));
  }
}
