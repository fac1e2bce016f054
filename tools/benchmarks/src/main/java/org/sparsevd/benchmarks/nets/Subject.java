package org.sparsevd.benchmarks.nets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/**
 * A net under measurement, in the two forms that a runtime can be given. Preprocessing is folded
 * where that is possible, in both.
 *
 * @param whole all units, zeros kept; empty where they are not known any more
 * @param shrunk without dead units
 */
public record Subject(String name, Optional<Model> whole, Model shrunk) {

  /**
   * A made-up net by its name, or a trained one by its file.
   *
   * @param nameOrFile {@link MadeUpNet#id}, or a path that ends in {@code .ckpt} or {@code .spvd};
   *     the latter has lost its dead units already
   * @throws IOException if the file cannot be read or is damaged
   * @throws IllegalArgumentException if there is no such net
   */
  public static Subject of(String nameOrFile) throws IOException {
    if (nameOrFile.endsWith(".spvd")) {
      Path file = Path.of(nameOrFile);
      return new Subject(fileName(file), Optional.empty(), SpvdFile.read(file));
    }
    if (nameOrFile.endsWith(".ckpt")) {
      Path file = Path.of(nameOrFile);
      return of(fileName(file), Checkpoint.read(file).trainedModel());
    }
    Model model = MadeUpNet.named(nameOrFile).build();
    return of(nameOrFile, new TrainedModel(model, Map.of()));
  }

  private static Subject of(String name, TrainedModel trained) {
    Model thresholded = new Threshold(trained.logSigma2()).apply(trained.model());
    return new Subject(
        name,
        Optional.of(new FoldAffine().apply(thresholded)),
        Compressor.compress(trained).model());
  }

  /** The made-up net that has as many weights, which stands for the same architecture. */
  public Optional<MadeUpNet> like() {
    if (whole().isEmpty()) {
      return Optional.empty();
    }
    long weights = 0;
    for (Node node : whole().get().nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        weights += layer.weight().shape().size();
      }
    }
    for (MadeUpNet net : MadeUpNet.values()) {
      if (net.weights() == weights) {
        return Optional.of(net);
      }
    }
    return Optional.empty();
  }

  private static String fileName(Path file) {
    return file.getFileName().toString();
  }
}
