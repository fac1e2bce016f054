package org.sparsevd.cli.compress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.calibrate.CalibrationData;
import org.sparsevd.cli.calibrate.CallData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.GoalOptions;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.cli.text.TextCalls;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.compress.quantise.FittedRounding;
import org.sparsevd.model.Model;
import org.sparsevd.nets.CallCalibration;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.Vocabulary;
import org.sparsevd.text.VocabularyCodec;

/**
 * Compression of nets of any inputs and outputs by what their layers read on some calls: what
 * pruning and rounding lose is made up for by the weights that stay.
 */
final class CallCompression {
  private static final int MOST_JUDGING = 64;

  private final Model model;
  private final PruningOptions pruning;
  private final GoalOptions goals;
  private final CompressionOptions options;
  private final Console output;
  private final CallData data;
  private final CallCalibration calibration;
  private final CallCalibration report;
  private final GoalSearch search;

  /**
   * Reads the calls and makes them.
   *
   * @param net the file of the model, for messages
   * @param texts what calls are made of texts by; null for none
   * @throws CliException if a call does not fit the net
   */
  CallCompression(
      Model model,
      Path net,
      PruningOptions pruning,
      GoalOptions goals,
      CompressionOptions options,
      Console output,
      Vocabulary texts)
      throws IOException, CliException {
    this.model = model;
    this.pruning = pruning;
    this.goals = goals;
    this.options = options;
    this.output = output;
    this.data = data(model, net, texts);
    int count = data.calls().size();
    int judging = Math.max(1, Math.min(MOST_JUDGING, count / 4));
    // Where something is chosen by the calls that judge, others report.
    int left = goals.given() && count > judging ? count - judging : count;
    try {
      this.report = CallCalibration.of(model, data.calls(), judging, output::progress);
      this.calibration =
          left == count
              ? report
              : CallCalibration.of(model, data.calls().subList(0, left), judging, output::progress);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(net + ": --calibrate: " + e.getMessage());
    }
    byte[] text = texts == null ? new byte[0] : VocabularyCodec.encode(texts);
    this.search = new GoalSearch(goals, calibration, text, output);
  }

  private CallData data(Model net, Path file, Vocabulary texts) throws IOException, CliException {
    SparseModel loaded = SparseModel.of(net);
    if (!TextCalls.isNamedBy(pruning.calls())) {
      return CallData.open("--calibrate", pruning.calls(), net, loaded.inputs(), file);
    }
    Path named = Path.of(pruning.calls().get(0));
    var calls = TextCalls.of(named, loaded, texts);
    return new CallData(calls, calls.size() + " texts of " + named);
  }

  /**
   * The compact file.
   *
   * @param bits of a weight; none of a lossless file
   * @param int8 whether layers and values shall be in 8 bits
   */
  CompactFile compact(
      Model folded,
      Optional<Integer> bits,
      boolean int8,
      Map<String, Object> json,
      StringBuilder text)
      throws CliException {
    WeightCosts costs = PruningCosts.of(pruning, folded, output);
    Pass pass =
        pruning.prunes(null)
            ? pruning.byData(calibration, null, costs)
            : pruning.byMagnitude(folded, costs);
    Compressed compressed = Compressor.compress(model, pass);
    if (int8) {
      boolean chance = pruning.calls().contains(CalibrationData.RANDOM);
      Int8Compression.Score score =
          chance ? Int8Compression.Score.CHANCE : Int8Compression.Score.DIFFERENCE;
      return new Int8Compression(options, output)
          .compact(compressed, calibration, score, json, text);
    }
    if (goals.given()) {
      return search.compact(compressed, options, json, text);
    }
    if (bits.isEmpty()) {
      return CompactFile.lossless(compressed, options);
    }
    json.put("bits", bits.get());
    return CompactFile.rounded(
        compressed, new FittedRounding(bits.get(), calibration, output::progress), options);
  }

  /** Writes what belongs beside the file. */
  void plot(Path file) throws IOException, CliException {
    search.plot(file);
  }

  /** How far the outputs are from the net's. */
  void judge(Model after, Map<String, Object> json, StringBuilder text) {
    Map<String, Double> differences = report.differences(after);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("inputs", data.text());
    result.put("lookedAt", calibration.looking());
    result.put("judgedBy", calibration.judging());
    Map<String, Double> similarities = report.similarities(after);
    result.put("differencePercent", differences);
    result.put("similarity", similarities);
    json.put("calibration", result);
    text.append(
        String.format(
            "%s: layers looked at on %d, judged by the last %d%n",
            data.text(), calibration.looking(), calibration.judging()));
    differences.forEach(
        (name, percent) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s differs by %.2f %% (root mean square), cosine %.4f%n",
                    name,
                    percent,
                    similarities.get(name))));
  }
}
