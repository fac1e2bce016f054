package org.sparsevd.cli.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/**
 * A net to export, with its provenance.
 *
 * @param model with all of its units, zeros kept, where the file still has them
 * @param pixels whether the net takes raw pixels, 0 to 255
 * @param note what is to be said of it; empty for nothing
 */
public record ExportSource(Model model, Pixels pixels, String note) {
  /** A compact file does not say whether its net was trained here or came from an ONNX file. */
  public enum Pixels {
    YES,
    LIKELY,
    UNKNOWN
  }

  public static ExportSource read(Path path, ImportOptions options, Consumer<String> notices)
      throws IOException, CliException {
    InputFile file = InputFile.of(path);
    return switch (file.kind()) {
      case CHECKPOINT -> of(Checkpoint.read(path));
      case SPVD ->
          new ExportSource(
              InputFile.readSpvd(path).withMetadata(Provenance.of(path)),
              Pixels.LIKELY,
              "a .spvd file has no dead units any more; what it was made of exports with all of "
                  + "them");
      case ONNX ->
          new ExportSource(
              InputFile.readOnnx(path, options, notices).withMetadata(Provenance.of(path)),
              Pixels.UNKNOWN,
              "");
    };
  }

  /** The thresholded net of a checkpoint with its preprocessing folded. */
  public static ExportSource of(Checkpoint checkpoint) {
    TrainedModel trained = checkpoint.trainedModel();
    Model thresholded = new Threshold(trained.logSigma2()).apply(trained.model());
    double compression = Compressor.compress(thresholded).report().compression();
    Model folded = new FoldAffine().apply(thresholded);
    return new ExportSource(
        folded.withMetadata(Provenance.of(checkpoint, compression)),
        Pixels.YES,
        Whitened.note(checkpoint));
  }
}
