package org.sparsevd.cli.compress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparsevd.cli.calibrate.CalibrationData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.WeightCount;
import org.sparsevd.compress.prune.SparsitySearch;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.compress.quantise.Deviations;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.format.Anonymous;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.NetCalibration;
import org.sparsevd.report.Numbers;

/**
 * Shares an increase of the error out to zeros and to rounding. How much zeros should have differs
 * from net to net, so of large ones three shares are tried, and the smallest file is taken. All are
 * judged by the inputs that choose.
 */
final class ErrorBudget {
  /** Percentage points of what is asked for that zeros leave, where that is not too much. */
  private static final double FOR_ROUNDING = 0.05;

  private static final double MOST_FOR_ROUNDING = 0.5;

  /** Differences of zeros and of rounding add up in squares: this leaves nearly half. */
  private static final double DIFFERENCE_OF_ZEROS = 0.9;

  /** Other shares for zeros. */
  private static final double[] OTHERS = {0.6, 0.3};

  /** Fewer weights are rounded layer by layer, each against each; that makes up for the shares. */
  private static final long SMALL = 50_000;

  /** Of tensors that belong to no layer. */
  private static final int TABLE_BITS = 8;

  private final Model model;
  private final CalibrationData data;
  private final NetCalibration calibration;
  private final CompressionOptions options;
  private final Console output;

  ErrorBudget(
      Model model,
      CalibrationData data,
      NetCalibration calibration,
      CompressionOptions options,
      Console output) {
    this.model = model;
    this.data = data;
    this.calibration = calibration;
    this.options = options;
    this.output = output;
  }

  /**
   * A net within an increase.
   *
   * @param left for rounding, in percentage points
   */
  record Found(CompactFile file, double left, CalibrationData data) {
    private long bytes() {
      return SpvdFile.encodeCompact(Anonymous.of(file.compressed().model())).length;
    }

    /** The file, after saying how it was found. */
    CompactFile told(Map<String, Object> json, StringBuilder text) {
      double before = file.quantised().before().errorPercent();
      double after = file.quantised().after().errorPercent();
      String unit = data.isLabelled() ? "errorPercent" : "differencePercent";
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("inputs", data.choosing().text());
      result.put("maxIncrease", left);
      result.put(unit + "Before", before);
      result.put(unit + "After", after);
      result.put("tensors", file.tensors());
      json.put("quantisation", result);
      text.append(
          file.tensors().isEmpty()
              ? String.format(
                  Locale.ROOT, "weights stay float32: no steps kept %.2f %%%n", before + left)
              : String.format(
                  Locale.ROOT,
                  "quantised: %s %.2f %% before, %.2f %% after (%.2f more allowed) on %s%n",
                  data.isLabelled() ? "error" : "outputs differ by",
                  before,
                  after,
                  left,
                  data.choosing().text()));
      return file;
    }
  }

  /** The smallest net with zeros that was found within the increase. */
  Found smallest(PruningOptions pruning, WeightCosts costs) throws IOException, CliException {
    List<Double> shares = shares();
    SparsitySearch search = pruning.search(calibration, shares.get(0), costs);
    Found smallest = null;
    Set<Long> known = new HashSet<>();
    for (double share : shares) {
      Compressed pruned = Compressor.compress(model, search.within(share));
      if (!known.add(WeightCount.of(pruned.model()).nonZero())) {
        continue;
      }
      Found found = quantised(pruned);
      if (shares.size() > 1) {
        output.progress(
            String.format(
                Locale.ROOT, "%s with %.2f for zeros", Numbers.bytes(found.bytes()), share));
      }
      smallest = smallest == null || found.bytes() < smallest.bytes() ? found : smallest;
    }
    return smallest;
  }

  /** What zeros may use up. */
  private List<Double> shares() {
    double all = options.asked();
    List<Double> shares = new ArrayList<>();
    shares.add(
        data.isLabelled()
            ? all - Math.min(FOR_ROUNDING, MOST_FOR_ROUNDING * all)
            : DIFFERENCE_OF_ZEROS * all);
    long weights = 0;
    for (var weight : WeightTensors.of(model).values()) {
      weights += weight.tensor().nonZeros();
    }
    for (double other : OTHERS) {
      if (weights > SMALL && all > 0) {
        shares.add(other * all);
      }
    }
    return shares;
  }

  /** The net with its weights rounded within what is left of the increase. */
  Found quantised(Compressed pruned) throws IOException, CliException {
    boolean others = WeightTensors.of(model).values().stream().anyMatch(w -> !w.isLayer());
    Compressed compressed = others ? new RoundWeights(TABLE_BITS, false).after(pruned) : pruned;
    output.progress("searching the steps on " + data.choosing().text());
    double left = options.maxErrorIncrease();
    if (options.asked() != null) {
      double used =
          calibration.score(compressed.model()).errorPercent()
              - calibration.score(model).errorPercent();
      left = Math.max(0, left - used);
    }
    CompactFile file =
        CompactFile.quantised(
            compressed, Deviations.none(), calibration.from(compressed.model()), left, options);
    return new Found(file, left, data);
  }
}
