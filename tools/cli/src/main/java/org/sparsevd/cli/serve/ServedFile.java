package org.sparsevd.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.run.NamedRun;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.format.UncertainModel;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.SampledModel;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.TextEncoder;

/** Finds out what kind of net a compact file holds. */
final class ServedFile {
  private static final long SEED = 1;

  private ServedFile() {}

  /**
   * Opens a file.
   *
   * @param samples draws of the weights, where it keeps deviations
   * @throws CliException if it is damaged, or the number of draws makes no sense
   */
  static ServedNet open(Path file, int samples) throws IOException, CliException {
    if (samples < 1 || samples > SampledModel.MOST_SAMPLES) {
      throw CliException.usage(
          "--samples must be 1 to " + SampledModel.MOST_SAMPLES + ", found " + samples);
    }
    byte[] bytes = Files.readAllBytes(InputFile.of(file, InputFile.Kind.SPVD));
    try {
      if (SpvdFile.text(bytes) != null) {
        return new TextNet(TextEncoder.load(file));
      }
    } catch (FormatException e) {
      throw CliException.failure(e.getMessage());
    }
    UncertainModel read = InputFile.readUncertain(file);
    Model model = read.model();
    if (NamedRun.isFor(model)) {
      return new NamedNet(SparseModel.of(model));
    }
    SampledModel drawn = read.deviations().isEmpty() ? null : SampledModel.of(read, samples, SEED);
    return new ArrayNet(
        SparseModel.of(model), drawn, samples, WeightsInUse.isFor(model) ? model : null);
  }
}
