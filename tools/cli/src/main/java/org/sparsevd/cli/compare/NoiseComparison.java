package org.sparsevd.cli.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sparsevd.cli.io.ToolVersion;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * {@code compare.json} of the two kinds of noise: sparsity by epoch, as in figure 2 of Molchanov et
 * al. 2017.
 */
public record NoiseComparison(String tool, List<NoiseRun> runs) {
  /** In place of a network: what is compared. */
  public static final String NAME = "noise";

  static final List<String> HEADINGS =
      List.of("noise", "seed", "epochs", "error %", "sparsity", "published sparsity");

  private static final String PRESET = "mlp-1000-1000";

  /** What is trained: a net of two hidden layers of 1000 units with either noise. */
  public static List<Entry> entries() {
    Recipe recipe = Presets.recipe(PRESET);
    return List.of(
        new Entry(Noise.ADDITIVE.id(), "Additive", recipe, null),
        new Entry(
            Noise.MULTIPLICATIVE.id(),
            "Multiplicative",
            recipe.withNoise(Noise.MULTIPLICATIVE),
            null));
  }

  /** Reads the runs of a folder, interrupted ones too; other networks are passed over. */
  public static NoiseComparison read(RunSet runs) throws IOException {
    String network = Presets.recipe(PRESET).network().name();
    List<NoiseRun> found = new ArrayList<>();
    for (RunSet.Found run : runs.all()) {
      boolean same = run.checkpoint().recipe().network().name().equals(network);
      if (same && !run.checkpoint().history().isEmpty()) {
        found.add(NoiseRun.of(run.file().getFileName().toString(), run.checkpoint()));
      }
    }
    found.sort(Comparator.comparing(NoiseRun::noise).thenComparing(NoiseRun::seed));
    return new NoiseComparison(ToolVersion.text(), found);
  }

  /** After 250 epochs. */
  static double published(Noise noise) {
    return switch (noise) {
      case ADDITIVE -> 0.993;
      case MULTIPLICATIVE -> 0.949;
    };
  }

  /** The table, as in docs/RESULTS.md. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    MarkdownTable.line(text, HEADINGS);
    MarkdownTable.line(text, HEADINGS.stream().map(heading -> "---").toList());
    rows().forEach(row -> MarkdownTable.line(text, row));
    return text.toString();
  }

  /** A row for each run; one for a noise that has none says so. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Noise noise : Noise.values()) {
      String published = share(published(noise));
      List<NoiseRun> ofNoise = runs.stream().filter(run -> run.noise() == noise).toList();
      if (ofNoise.isEmpty()) {
        rows.add(List.of(noise.id(), "-", "not trained yet", "-", "-", published));
      }
      for (NoiseRun run : ofNoise) {
        NoiseRun.Epoch last = run.last();
        boolean complete = last.epoch() == run.epochs();
        rows.add(
            List.of(
                noise.id(),
                String.valueOf(run.seed()),
                complete ? String.valueOf(run.epochs()) : last.epoch() + " of " + run.epochs(),
                Numbers.percent(last.testErrorPercent()),
                share(last.sparsity()),
                published));
      }
    }
    return rows;
  }

  static String share(double sparsity) {
    return String.format(Locale.ROOT, "%.3f", sparsity);
  }
}
