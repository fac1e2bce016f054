package org.sparsevd.cli.options;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sparsevd.cli.calibrate.CalibrationData;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.score.PixelScale;
import org.sparsevd.model.Model;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Option;

/** Options that put the conversion of pixels in front of a net that takes other numbers. */
public final class PixelOptions {
  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M",
      description = {
        "with --std: the net's numbers are (pixel / 255 - M) / S, one M and S",
        "for all channels or one each; this becomes part of the net, which",
        "then takes raw pixels, 0 to 255"
      })
  private List<Double> mean;

  @Option(names = "--std", split = ",", paramLabel = "S", description = "see --mean")
  private List<Double> std;

  public boolean given() {
    return mean != null || std != null;
  }

  /** The net as the options ask for it: as it is, or behind the conversion. */
  public Model inFrontOf(Model model) throws CliException {
    Optional<PixelScale> scale = scale();
    if (scale.isEmpty()) {
      return model;
    }
    return scale.get().inFrontOf(model);
  }

  /** The conversion asked for; else the usual one with which the net errs least on the data. */
  PixelScale scale(Model model, Dataset dataset) throws IOException, CliException {
    Optional<PixelScale> asked = scale();
    if (asked.isPresent()) {
      asked.get().check(dataset.shape().dim(0));
      return asked.get();
    }
    return CalibrationData.likeliest(model, dataset);
  }

  private Optional<PixelScale> scale() throws CliException {
    if (!given()) {
      return Optional.empty();
    }
    if (mean == null || std == null) {
      throw CliException.usage("--mean and --std belong together");
    }
    double[] means = mean.stream().mapToDouble(Double::doubleValue).toArray();
    double[] stds = std.stream().mapToDouble(Double::doubleValue).toArray();
    for (double value : means) {
      if (!Double.isFinite(value)) {
        throw CliException.usage("--mean must be finite, found " + value);
      }
    }
    for (double value : stds) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw CliException.usage("--std must be above 0, found " + value);
      }
    }
    return Optional.of(new PixelScale("as asked", means, stds));
  }
}
