package org.sparsevd.cli.compress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.calibrate.HeldOut;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.PassLine;
import org.sparsevd.compress.Quantised;
import org.sparsevd.compress.WeightFormat;
import org.sparsevd.compress.quantise.Deviations;
import org.sparsevd.compress.quantise.QuantiserSearch;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.format.Anonymous;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * A compressed net, quantised or not, as it goes into a file.
 *
 * @param compressed what is written, and what it takes
 * @param format of all weights, or null for the smallest of each
 * @param quantised how it was found; null where the weights were left as they are
 * @param deviations of the weights, which the file keeps; none where it does not
 */
public record CompactFile(
    Compressed compressed,
    WeightFormat format,
    Quantised quantised,
    Map<String, Tensor> deviations) {

  private CompactFile(Compressed compressed, WeightFormat format, Quantised quantised) {
    this(compressed, format, quantised, Map.of());
  }

  /** The net with every weight as it is. */
  public static CompactFile lossless(Compressed compressed, CompressionOptions options)
      throws CliException {
    WeightFormat format = options.format();
    return new CompactFile(format == null ? compressed : compressed.stored(format), format, null);
  }

  /**
   * The smallest net within an increase of the error.
   *
   * @param deviations how precisely weights have to be kept
   * @param maxIncrease of the calibration's error, in percentage points
   */
  public static CompactFile quantised(
      Compressed compressed,
      Deviations deviations,
      Calibration calibration,
      double maxIncrease,
      CompressionOptions options)
      throws CliException {
    Quantised quantised =
        QuantiserSearch.search(compressed.model(), deviations, calibration, maxIncrease);
    WeightFormat format = options.format() == null ? WeightFormat.CODED : options.format();
    return new CompactFile(compressed.with(quantised).stored(format), format, quantised);
  }

  /** The net with its weights rounded by a pass that leaves steps behind. */
  public static CompactFile rounded(Compressed compressed, Pass pass, CompressionOptions options)
      throws CliException {
    WeightFormat format = options.format() == null ? WeightFormat.CODED : options.format();
    return new CompactFile(RoundWeights.after(compressed, pass).stored(format), format, null);
  }

  /** The net as a pass before has rounded it, with the steps that it left behind. */
  public static CompactFile chosen(
      Compressed compressed, Model rounded, String how, CompressionOptions options)
      throws CliException {
    WeightFormat format = options.format() == null ? WeightFormat.CODED : options.format();
    Compressed after = RoundWeights.after(compressed, rounded, new PassLine("round", how));
    return new CompactFile(after.stored(format), format, null);
  }

  /** The same for a net that was trained here, on these images. */
  public static CompactFile quantised(
      Compressed compressed, HeldOut heldOut, CompressionOptions options)
      throws IOException, CliException {
    return quantised(
        compressed,
        Deviations.of(compressed),
        heldOut.calibration(compressed.model()),
        options.maxErrorIncrease(),
        options);
  }

  /** What quantisation on these images did; null where there was none. */
  public Report.Quantisation quantisation(HeldOut heldOut, CompressionOptions options) {
    return quantised == null
        ? null
        : new Report.Quantisation(
            options.maxErrorIncrease(),
            heldOut.count(),
            heldOut.trainedOn(),
            quantised.before().errorPercent(),
            quantised.after().errorPercent(),
            tensors());
  }

  /** The quantised tensors. */
  List<Report.CodedTensor> tensors() {
    List<Report.CodedTensor> tensors = new ArrayList<>();
    for (Map.Entry<String, Step> step : quantised.steps().entrySet()) {
      CodedSize size = quantised.sizes().get(step.getKey());
      tensors.add(
          new Report.CodedTensor(
              step.getKey(), step.getValue().size(), size.total(), size.entropy()));
    }
    return tensors;
  }

  /**
   * The same file with the deviations of its weights, as training left them.
   *
   * @param before the net before it was quantised
   * @throws CliException if the weights have none, or the format has no room for them
   */
  public CompactFile uncertain(Compressed before) throws CliException {
    Map<String, Tensor> found =
        quantised == null ? before.deviations() : Deviations.beside(quantised, before);
    if (found.values().stream().allMatch(tensor -> tensor.nonZeros() == 0)) {
      throw CliException.failure(
          "--keep-uncertainty: the net was trained without noise, its weights have no deviations");
    }
    return new CompactFile(compressed, format, quantised, found);
  }

  /** Bytes of the file that tell deviations; 0 where it has none. */
  public int uncertaintyBytes() {
    return deviations.isEmpty()
        ? 0
        : encodedUncertain().length - SpvdFile.encodeCompact(encoded().model()).length;
  }

  private byte[] encodedUncertain() {
    return SpvdFile.encodeCompact(encoded());
  }

  /** What a compact file is made of: without names where it is to be as small as it can. */
  private UncertainModel encoded() {
    UncertainModel model = new UncertainModel(compressed.model(), deviations);
    return format == null ? model : Anonymous.of(model);
  }

  /** Writes the file: without names and metadata where it is to be as small as it can. */
  public void write(Path file) throws IOException, CliException {
    if (!deviations.isEmpty()) {
      OutputFile.write(file, encodedUncertain());
    } else if (format == null) {
      SpvdFile.write(compressed.model(), file);
    } else if (format.storage().isPresent()) {
      OutputFile.write(file, SpvdFile.encode(compressed.model(), format.storage().get()));
    } else {
      SpvdFile.writeCompact(Anonymous.of(compressed.model()), file);
    }
  }

  /** What quantisation did to the error, in one line; empty where there was none. */
  public static String text(Report.Quantisation quantisation) {
    if (quantisation == null) {
      return "";
    }
    if (quantisation.tensors().isEmpty()) {
      return String.format(
          Locale.ROOT,
          "not quantised: no steps keep the error of %s %% within %s more on the last %s training"
              + " images%n",
          Numbers.percent(quantisation.errorBeforePercent()),
          Numbers.percent(quantisation.maxErrorIncrease()),
          Numbers.count(quantisation.validationImages()));
    }
    return String.format(
        Locale.ROOT,
        "quantised: error %s %% before, %s %% after (%s more allowed), on the last %s training"
            + " images%s%n",
        Numbers.percent(quantisation.errorBeforePercent()),
        Numbers.percent(quantisation.errorAfterPercent()),
        Numbers.percent(quantisation.maxErrorIncrease()),
        Numbers.count(quantisation.validationImages()),
        quantisation.trainedOn() ? ", on which the net was trained, too" : "");
  }
}
