package org.sparsevd.examples;

import java.nio.file.Path;
import java.util.Arrays;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.Quantised;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.quantise.Deviations;
import org.sparsevd.compress.quantise.QuantiserSearch;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/**
 * Prunes and quantises an ONNX file with data at hand: the weights that stay make up for those that
 * go.
 *
 * <p>Arguments: the ONNX file of a classifier of raw pixels, the data set, the share of zeros, the
 * compact file to write.
 */
public final class CalibrateOnData {
  private CalibrateOnData() {}

  /** Scores models on the last training images, and looks inside them with the first. */
  private record OnImages(Images images, int chosen) implements Calibration {
    @Override
    public Score score(Model model) {
      int from = images.count() - chosen;
      float[][] scores = answers(model, from);
      int wrong = 0;
      double loss = 0;
      for (int i = 0; i < chosen; i++) {
        int label = images.label(from + i);
        double sum = 0;
        boolean best = true;
        for (float score : scores[i]) {
          sum += Math.exp(score - scores[i][label]);
          best &= score <= scores[i][label];
        }
        wrong += best ? 0 : 1;
        loss += Math.log(sum);
      }
      return new Score(100.0 * wrong / chosen, loss / chosen);
    }

    @Override
    public float[][] outputs(Model model) {
      return answers(model, 0);
    }

    private float[][] answers(Model model, int from) {
      SparseModel runnable = SparseModel.of(model);
      int size = runnable.outputSize();
      float[] all = new float[chosen * size];
      runnable.newSession().run(images.pixels(from, chosen), chosen, all);
      float[][] rows = new float[chosen][];
      for (int i = 0; i < chosen; i++) {
        rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      }
      return rows;
    }
  }

  public static void main(String[] args) throws Exception {
    Model net = OnnxImporter.read(Path.of(args[0]));
    Images training = Dataset.open(args[1]).train(); // test images choose nothing
    Calibration calibration = new OnImages(training, Math.min(1000, training.count() / 2));
    LeastSquaresPruning pruning =
        LeastSquaresPruning.global(Double.parseDouble(args[2]), calibration);
    Model pruned = Compressor.compress(net, pruning).model();
    Quantised small = QuantiserSearch.search(pruned, Deviations.none(), calibration, 0.05);
    SpvdFile.writeCompact(small.model(), Path.of(args[3]));
    System.out.printf(
        "error on chosen images %.2f %%, before %.2f %%%n",
        small.after().errorPercent(), calibration.score(net).errorPercent());
  }
}
