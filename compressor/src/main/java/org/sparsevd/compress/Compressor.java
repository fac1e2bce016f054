package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Tensor;

/** Runs the passes in their order: threshold, fold affine, remove dead units, choose storage. */
public final class Compressor {
  private Compressor() {}

  /** A net without variances: every weight that is not zero stays. */
  public static Compressed compress(Model model) {
    return compress(new TrainedModel(model, Map.of()));
  }

  /** The smaller net; after the threshold it computes the same up to rounding. */
  public static Compressed compress(TrainedModel trained) {
    List<PassLine> lines = new ArrayList<>();
    Carried thresholded = run(new Threshold(trained.logSigma2()), Carried.of(trained), lines);
    return finished(thresholded.model(), run(new FoldAffine(), thresholded, lines), lines);
  }

  /**
   * A net made sparse without training. The report counts against {@code model}.
   *
   * @param pruning such as {@code MagnitudePruning} or {@code GroupPruning}; it works on the model
   *     with folded batch normalisation and preprocessing
   */
  public static Compressed compress(Model model, Pass pruning) {
    List<PassLine> lines = new ArrayList<>();
    Carried pruned = run(pruning, run(new FoldAffine(), Carried.of(model), lines), lines);
    return finished(pruned.model(), pruned, lines);
  }

  /** The last passes, and the report against {@code counted}. */
  private static Compressed finished(Model counted, Carried sparse, List<PassLine> lines) {
    Carried small = run(new RemoveDeadUnits(), sparse, lines);
    Carried stored = run(new ChooseStorage(), small, lines);
    CompressionReport report = new CompressionReport(layers(counted, stored.model()), lines);
    return new Compressed(stored.model(), report, stored.deviations());
  }

  private static Carried run(Pass pass, Carried before, List<PassLine> lines) {
    Carried after = pass.apply(before);
    lines.add(new PassLine(pass.name(), pass.effect(before.model(), after.model())));
    return after;
  }

  private static List<LayerReport> layers(Model thresholded, Model compressed) {
    Map<String, WeightTensor> left = WeightTensors.of(compressed);
    List<LayerReport> layers = new ArrayList<>();
    WeightTensors.of(thresholded)
        .forEach(
            (name, weight) -> {
              WeightTensor stays = left.get(name);
              layers.add(layer(name, weight.tensor(), stays == null ? null : stays.matrix()));
            });
    return layers;
  }

  /** {@code left} is null for a layer that nothing read. */
  private static LayerReport layer(String name, Tensor thresholded, Tensor left) {
    long total = thresholded.shape().size();
    long bytesDense = total * Float.BYTES;
    long nonZero = thresholded.nonZeros();
    if (left == null) {
      return new LayerReport(
          name, thresholded.shape(), total, nonZero, bytesDense, 0, 0, 0, 0, 0, WeightFormat.DENSE);
    }
    Storage storage = TensorCodec.smallest(left);
    return new LayerReport(
        name,
        thresholded.shape(),
        total,
        nonZero,
        bytesDense,
        TensorCodec.size(left, Storage.CSR),
        TensorCodec.size(left, Storage.BITMASK),
        0,
        0,
        TensorCodec.size(left, storage),
        WeightFormat.of(storage));
  }
}
