package org.sparsevd.cli.compress;

import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.options.CompressionOptions;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.int8.WholeSteps;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.model.Model;

/** Nets that are in 8 bits already: whole weights stay, and so does all that they compute. */
final class ByteCompression {
  private ByteCompression() {}

  /**
   * Refuses what would round once more.
   *
   * @param int8 whether they shall be in 8 bits
   * @param asked whether another option says what becomes of weights
   */
  static void check(Path input, boolean int8, boolean asked) throws CliException {
    if (int8 || asked || InputFile.Kind.SPVD.isNameOf(input)) {
      throw CliException.failure(
          input
              + ": the net is in 8 bits already"
              + (int8 ? "" : ", and is kept as it is: leave the other options out"));
    }
  }

  /** The compact file. */
  static CompactFile compact(
      Model model, PruningOptions pruning, CompressionOptions options, StringBuilder text)
      throws CliException {
    text.append(String.format("the net is in 8 bits, and stays as it is%n"));
    Compressed compressed =
        Compressor.compress(model, pruning.byMagnitude(model, WeightCosts.EQUAL));
    return CompactFile.rounded(compressed, new WholeSteps(), options);
  }
}
