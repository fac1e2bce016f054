package org.sparsevd.cli.compress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.int8.Int8Result;
import org.sparsevd.compress.int8.Int8Search;
import org.sparsevd.compress.int8.LayerChoice;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;

/** {@code sparsevd compress --int8}: layers and the values between them in 8 bits. */
public record Int8Compression(CompressionOptions options, Console output) {
  /** Percentage points by which the error may increase unless something else is asked for. */
  private static final double MOST_INCREASE = 0.2;

  /** Percent by which outputs that are no classes may differ. */
  private static final double MOST_DIFFERENCE = 10;

  /** What the bound is taken from where none is asked for. */
  public enum Score {
    /** Of answers that are classes. */
    ERROR(MOST_INCREASE),
    /** How much the outputs differ on data. */
    DIFFERENCE(MOST_DIFFERENCE),
    /** The same on inputs by chance: what a net does with noise bounds nothing. */
    CHANCE(Double.MAX_VALUE);

    private final double usual;

    Score(double usual) {
      this.usual = usual;
    }
  }

  /** Of the weights of tables and recurrent layers, which are no layers of 8 bits. */
  private static final int TABLE_BITS = 8;

  /** Layers that stay float32 and are named one by one. */
  private static final int MOST_NAMED = 8;

  /**
   * Checks the options.
   *
   * @throws CliException if some exclude each other
   */
  public static void check(CompressionOptions options, boolean bits) throws CliException {
    options.check();
    if (options.lossless()) {
      throw CliException.usage("--int8 rounds weights, --lossless keeps every value: choose one");
    }
    if (bits) {
      throw CliException.usage("--int8 and --bits round weights in two ways: choose one");
    }
  }

  /**
   * The compact file.
   *
   * @param score what the calibration's score is
   */
  public CompactFile compact(
      Compressed compressed,
      Calibration calibration,
      Score score,
      Map<String, Object> json,
      StringBuilder text)
      throws CliException {
    double allowed = options.asked() == null ? score.usual : options.asked();
    boolean labelled = score == Score.ERROR;
    boolean tables =
        WeightTensors.of(compressed.model()).values().stream().anyMatch(w -> !w.isLayer());
    Compressed small = tables ? new RoundWeights(TABLE_BITS, false).after(compressed) : compressed;
    // Means of noise say nothing about those of data.
    boolean data = score != Score.CHANCE;
    Int8Search.Biases biases = data ? Int8Search.Biases.CORRECTED : Int8Search.Biases.KEPT;
    Int8Result result = search(small.model(), calibration, allowed, biases);
    json.put("int8", json(result, allowed, labelled));
    text.append(text(result, allowed, labelled));
    return CompactFile.rounded(small, result.pass(), options);
  }

  private Int8Result search(
      Model model, Calibration calibration, double allowed, Int8Search.Biases biases)
      throws CliException {
    try {
      return Int8Search.search(model, calibration, allowed, biases, output::progress);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.failure("--int8: " + e.getMessage());
    }
  }

  private static Map<String, Object> json(Int8Result result, double allowed, boolean labelled) {
    Map<String, Object> json = new LinkedHashMap<>();
    String unit = labelled ? "errorPercent" : "differencePercent";
    if (allowed < Double.MAX_VALUE) {
      json.put("maxIncrease", allowed);
    }
    json.put(unit + "Before", result.before().errorPercent());
    json.put(unit + "After", result.after().errorPercent());
    json.put("biasesCorrected", result.corrected());
    json.put("layers", result.layers());
    return json;
  }

  private static String text(Int8Result result, double allowed, boolean labelled) {
    List<String> floats = new ArrayList<>();
    double largest = 0;
    for (LayerChoice layer : result.layers()) {
      if (layer.bytes()) {
        largest = Math.max(largest, layer.weightErrorPercent());
      } else {
        floats.add(layer.name());
      }
    }
    int more = Math.max(0, floats.size() - MOST_NAMED);
    String named = String.join(", ", floats.subList(0, floats.size() - more));
    return String.format(
        Locale.ROOT,
        "8 bits: %d of %d layers, weights differ by at most %.2f %%%s%n"
            + "8 bits: %s %.2f %% before, %.2f %% after (%s allowed)%n",
        result.count(),
        result.layers().size(),
        largest,
        floats.isEmpty() ? "" : "; float32: " + named + (more > 0 ? " and " + more + " more" : ""),
        labelled ? "error" : "outputs differ by",
        result.before().errorPercent(),
        result.after().errorPercent(),
        allowed == Double.MAX_VALUE ? "any" : String.format(Locale.ROOT, "%.2f more", allowed));
  }
}
