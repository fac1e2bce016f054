package org.sparsevd.cli.compress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.GoalOptions;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.quantise.Front;
import org.sparsevd.format.Anonymous;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.CallCalibration;
import org.sparsevd.report.Numbers;

/** The file that meets a goal, and the front of files that it is one of. */
final class GoalSearch {
  /** Of a front: steps larger by the square root of 2 each, from about 6 to about 4 bits. */
  private static final double[] FRONT = {-1.4, -1.05, -0.7, -0.35, 0, 0.35, 0.7};

  private final GoalOptions goals;
  private final CallCalibration calibration;
  private final Console output;
  private final byte[] text;
  private List<Front.Point> points = List.of();
  private Front.Point written;

  /**
   * A search.
   *
   * @param text the section of texts that the file will have; empty for none
   */
  GoalSearch(GoalOptions goals, CallCalibration calibration, byte[] text, Console output) {
    this.text = text;
    this.goals = goals;
    this.calibration = calibration;
    this.output = output;
  }

  /** Writes the page of the front beside the file, where one was asked for. */
  void plot(Path file) throws IOException, CliException {
    if (!points.isEmpty()) {
      byte[] page = FrontPage.encode(file, points, written, calibration.judging());
      OutputFile.write(FrontPage.of(file), page);
    }
  }

  CompactFile compact(
      Compressed compressed,
      CompressionOptions options,
      Map<String, Object> json,
      StringBuilder told)
      throws CliException {
    Front front =
        new Front(compressed.model(), calibration, this::bytes, this::distance, output::progress);
    Front.Point chosen = chosen(front);
    if (goals.front()) {
      for (double log : FRONT) {
        front.at(log);
      }
      chosen = chosen == null ? front.at(0) : chosen;
      points = front.points();
      written = chosen;
      tell(front, json, told);
    }
    json.put("chosenBy", calibration.judging());
    json.put("chosenSimilarity", 1 - chosen.distance());
    told.append(
        String.format(
            Locale.ROOT,
            "chosen of %d sizes by %d calls: cosine %.4f%s%n",
            front.points().size(),
            calibration.judging(),
            1 - chosen.distance(),
            goals.minSimilarity().isPresent() ? " at a standard error less than found" : ""));
    String how =
        String.format(Locale.ROOT, "chose steps for a cosine of %.4f", 1 - chosen.distance());
    return CompactFile.chosen(compressed, chosen.model(), how, options);
  }

  private long bytes(Model model) {
    byte[] compact = SpvdFile.encodeCompact(Anonymous.of(model));
    return text.length == 0 ? compact.length : SpvdFile.withText(compact, text).length;
  }

  /**
   * Of the least alike of all outputs. A similarity that is asked for has to hold on other calls,
   * too: then it counts less a standard error.
   */
  private double distance(Model model) {
    double least = 1;
    Map<String, Double> similarities =
        goals.minSimilarity().isPresent()
            ? calibration.cautiousSimilarities(model)
            : calibration.similarities(model);
    for (double similarity : similarities.values()) {
      least = Math.min(least, similarity);
    }
    return 1 - least;
  }

  /** The point that is asked for; null where the front alone is. */
  private Front.Point chosen(Front front) throws CliException {
    Front.Point found = null;
    if (goals.minSimilarity().isPresent()) {
      found = front.within(1 - goals.minSimilarity().get());
    } else if (goals.maxBytes().isPresent()) {
      found = front.small(goals.maxBytes().getAsLong());
    } else {
      return null;
    }
    if (found == null) {
      throw CliException.failure("no steps that were tried meet the goal: " + sizes(front));
    }
    return found;
  }

  private static String sizes(Front front) {
    List<String> sizes = new ArrayList<>();
    for (Front.Point point : front.points()) {
      sizes.add(
          String.format(
              Locale.ROOT, "%s at %.4f", Numbers.bytes(point.bytes()), 1 - point.distance()));
    }
    return String.join(", ", sizes);
  }

  private static void tell(Front front, Map<String, Object> json, StringBuilder text) {
    List<Map<String, Object>> points = new ArrayList<>();
    text.append(String.format("%12s  cosine%n", "bytes"));
    for (Front.Point point : front.points()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bytes", point.bytes());
      entry.put("similarity", 1 - point.distance());
      points.add(entry);
      text.append(
          String.format(
              Locale.ROOT, "%12s  %.4f%n", Numbers.count(point.bytes()), 1 - point.distance()));
    }
    json.put("front", points);
  }
}
