package org.sparsevd.cli.compress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.calibrate.CalibrationData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.options.ArrayOptions;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.GoalOptions;
import org.sparsevd.cli.options.PixelOptions;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.cli.run.NamedRun;
import org.sparsevd.cli.score.Samples;
import org.sparsevd.cli.text.TextOptions;
import org.sparsevd.compress.Answers;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.WeightFormat;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.nets.NetCalibration;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.Vocabulary;

/**
 * {@code sparsevd compress their.onnx}: smaller without training. Weights are quantised where there
 * is data to measure on: within an increase of the error, or where the outputs are no classes only
 * if a bound is asked for, since nobody else knows how far they may move.
 */
public final class OnnxCompression {
  /** Of weights on which no data are measured here. */
  private static final int DEFAULT_BITS = 8;

  private final ImportOptions reading;
  private final PruningOptions pruning;
  private final GoalOptions goals;
  private final ArrayOptions arrays;
  private final PixelOptions pixels;
  private final CompressionOptions options;
  private final boolean int8;
  private final Console output;

  /**
   * Checks the options.
   *
   * @param int8 whether layers and values shall be in 8 bits
   */
  public OnnxCompression(
      ImportOptions reading,
      PruningOptions pruning,
      GoalOptions goals,
      ArrayOptions arrays,
      PixelOptions pixels,
      CompressionOptions options,
      boolean int8,
      Console output)
      throws CliException {
    this.reading = reading;
    this.pruning = pruning;
    this.goals = goals;
    this.arrays = arrays;
    this.pixels = pixels;
    this.options = options;
    this.int8 = int8;
    this.output = output;
    options.check();
    pruning.check(options.asked() != null && !int8);
    goals.check(pruning.calibrates(), int8 || options.lossless() || pruning.bits().isPresent());
    if (int8) {
      Int8Compression.check(options, pruning.bits().isPresent());
      if (!pruning.calibrates()) {
        throw CliException.usage(
            "--int8 needs data to choose levels by: --calibrate DATA, or --calibrate random");
      }
    }
    if (pruning.bits().isPresent() && options.lossless()) {
      throw CliException.usage("--bits rounds weights, --lossless keeps every value: choose one");
    }
  }

  /** Writes the compact file, with a vocabulary unless that is null; prints what it became. */
  public void run(Path input, Path file, Vocabulary texts) throws IOException, CliException {
    boolean ours = InputFile.Kind.SPVD.isNameOf(input);
    Model theirs =
        ours ? InputFile.readSpvd(input) : InputFile.readOnnx(input, reading, output::notice);
    check(input, theirs);
    Model model = pixels.inFrontOf(ForeignMetadata.limited(theirs, output::notice));
    Model folded = new FoldAffine().apply(model);
    FiniteWeights.check(input, folded);
    boolean called = pruning.calibrates() && !isSimple(theirs);
    CallCompression calls =
        called ? new CallCompression(model, input, pruning, goals, options, output, texts) : null;
    CalibrationData data =
        called || !pruning.calibrates()
            ? null
            : CalibrationData.open(
                arrays.source(pruning.data().orElseThrow()), model, pixels.given());
    Map<String, Object> json = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    CompactFile compact;
    try {
      compact =
          Op.Quantize.isIn(theirs)
              ? ByteCompression.compact(model, pruning, options, text)
              : called
                  ? calls.compact(folded, bits(theirs), int8, json, text)
                  : compact(model, folded, data, json, text);
    } catch (ArithmeticException e) {
      throw CliException.failure(input + ": " + e.getMessage());
    }
    compact.write(file);
    if (texts != null) {
      json.put("vocabularyBytes", TextOptions.add(file, texts));
    }
    CompressionTable table = new CompressionTable(compact.compressed().report());
    long bytes = Files.size(file);
    double ratio = (double) DenseSize.bytes(model) / bytes;
    if (called) {
      calls.plot(file);
      calls.judge(compact.compressed().model(), json, text);
    } else if (data != null) {
      judge(data, model, compact.compressed().model(), json, text);
    }
    json.put("file", new Report.FileEntry(file.toString(), bytes, ratio));
    text.append(
        file + ": " + Numbers.bytes(bytes) + ", " + Numbers.ratio(ratio) + " smaller than dense");
    if (!NamedRun.isFor(model)) {
      Speed speed = Speed.of(model, compact.compressed().model());
      json.put("speed", speed);
      text.append(System.lineSeparator()).append(speed);
    }
    table.warnIfEmpty(output);
    Map<String, Object> result = table.json();
    result.putAll(json);
    output.result(result, table.text(output.verbose()) + System.lineSeparator() + text);
  }

  /** Refuses what cannot be done with a net of this kind. */
  private void check(Path input, Model theirs) throws CliException {
    if (Op.Quantize.isIn(theirs)) {
      boolean asked = pruning.given() || pixels.given() || options.asked() != null;
      ByteCompression.check(input, int8, asked);
      return;
    }
    boolean coded = options.format() == WeightFormat.CODED;
    if (coded && !pruning.calibrates() && bits(theirs).isEmpty()) {
      throw CliException.usage(
          "--format coded quantises weights: --calibrate DATA measures on data how far, --bits N"
              + " says it");
    }
    if (isSimple(theirs)) {
      goals.refuse();
      if (pruning.bits().isPresent() && pruning.calibrates()) {
        throw CliException.usage(
            "--bits rounds without data, --calibrate chooses the rounding by data: choose one");
      }
      return;
    }
    if (pixels.given() || options.asked() != null && !int8) {
      throw CliException.usage(
          String.format(
              "%s of nets from one input of floats with the batch first; %s takes %s: --bits N"
                  + " rounds its weights, --sparsity S prunes them, both on --calibrate data",
              pixels.given() ? "--mean and --std are" : "--max-error-increase is",
              input,
              SparseModel.of(theirs).inputs()));
    }
  }

  private static boolean isSimple(Model model) {
    return model.isPlain() && !NamedRun.isFor(model);
  }

  /** Bits to which weights are rounded without data, if any. */
  private Optional<Integer> bits(Model model) {
    boolean without = options.lossless() || isSimple(model);
    return pruning.bits().or(() -> without ? Optional.empty() : Optional.of(DEFAULT_BITS));
  }

  private CompactFile compact(
      Model model, Model folded, CalibrationData data, Map<String, Object> json, StringBuilder text)
      throws IOException, CliException {
    if (data == null) {
      return withoutData(model, folded, json, text);
    }
    NetCalibration calibration = data.calibration(output);
    Double increase = int8 ? null : options.asked();
    ErrorBudget budget = new ErrorBudget(model, data, calibration, options, output);
    if (increase != null && !options.lossless()) {
      return budget.smallest(pruning, costs(folded)).told(json, text);
    }
    Pass pass =
        pruning.prunes(increase)
            ? pruning.byData(calibration, increase, costs(folded))
            : pruning.byMagnitude(model, WeightCosts.EQUAL);
    Compressed compressed = Compressor.compress(model, pass);
    if (int8) {
      return new Int8Compression(options, output)
          .compact(compressed, calibration, score(data), json, text);
    }
    if (options.lossless()) {
      return CompactFile.lossless(compressed, options);
    }
    if (!data.isLabelled() && options.asked() == null) {
      if (options.format() == WeightFormat.CODED) {
        throw CliException.usage(
            "--format coded quantises weights: --max-error-increase P says by how many percent the "
                + "outputs may differ, since they are not the data's classes");
      }
      text.append(
          String.format(
              "weights stay float32: --max-error-increase P quantises them and makes them sparse so"
                  + " that the outputs differ by at most P %%%n"));
      return CompactFile.lossless(compressed, options);
    }
    return budget.quantised(compressed).told(json, text);
  }

  private WeightCosts costs(Model folded) throws CliException {
    return PruningCosts.of(pruning, folded, output);
  }

  private Int8Compression.Score score(CalibrationData data) {
    if (data.isLabelled()) {
      return Int8Compression.Score.ERROR;
    }
    return pruning.calls().contains(CalibrationData.RANDOM)
        ? Int8Compression.Score.CHANCE
        : Int8Compression.Score.DIFFERENCE;
  }

  private CompactFile withoutData(
      Model model, Model folded, Map<String, Object> json, StringBuilder text) throws CliException {
    Compressed compressed = Compressor.compress(model, pruning.byMagnitude(folded, costs(folded)));
    Optional<Integer> bits = bits(model);
    if (bits.isEmpty()) {
      if (!options.lossless()) {
        text.append(
            String.format(
                "weights stay float32: --calibrate DATA quantises them, or --bits N rounds"
                    + " them%n"));
      }
      return CompactFile.lossless(compressed, options);
    }
    output.progress("rounding weights to " + bits.get() + " bits");
    json.put("bits", bits.get());
    text.append(
        String.format(
            "weights rounded to about %d bits each (--bits N, or --lossless)%n", bits.get()));
    return CompactFile.rounded(compressed, new RoundWeights(bits.get(), true), options);
  }

  private static void judge(
      CalibrationData calibration,
      Model before,
      Model after,
      Map<String, Object> json,
      StringBuilder text)
      throws IOException {
    Samples samples = calibration.reporting();
    Answers had = NetCalibration.answers(before, samples.inputs());
    Answers has = NetCalibration.answers(after, samples.inputs());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("inputs", samples.text());
    result.put("pixels", calibration.scale());
    text.append(samples.text());
    if (!calibration.scale().isEmpty()) {
      text.append(", ").append(calibration.scale());
    }
    text.append(System.lineSeparator());
    if (calibration.isLabelled()) {
      double errorBefore = had.errorPercent(samples.labels());
      double errorAfter = has.errorPercent(samples.labels());
      result.put("errorPercentBefore", errorBefore);
      result.put("errorPercentAfter", errorAfter);
      text.append(
          String.format(
              Locale.ROOT, "error before %.2f %%, after %.2f %%; ", errorBefore, errorAfter));
    }
    double difference = has.changePercent(had);
    double same = 100 * has.top1Agreement(had);
    result.put("differencePercent", difference);
    result.put("sameClassPercent", same);
    json.put("calibration", result);
    text.append(
        String.format(
            Locale.ROOT,
            "outputs differ by %.2f %% (root mean square), the largest is the same for %.2f %%%n",
            difference,
            same));
  }
}
