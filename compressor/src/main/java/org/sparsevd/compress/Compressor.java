package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Tensor;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;

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
    Model thresholded = run(new Threshold(trained.logSigma2()), trained.model(), lines);
    Model model = thresholded;
    for (Pass pass : List.of(new FoldAffine(), new RemoveDeadUnits(), new ChooseStorage())) {
      model = run(pass, model, lines);
    }
    return new Compressed(model, new CompressionReport(layers(thresholded, model), lines));
  }

  /**
   * A net made sparse without training. The report counts against {@code model}.
   *
   * @param pruning such as {@code MagnitudePruning} or {@code GroupPruning}; it works on the model
   *     with folded batch normalisation and preprocessing
   */
  public static Compressed compress(Model model, Pass pruning) {
    List<PassLine> lines = new ArrayList<>();
    Model folded = run(new FoldAffine(), model, lines);
    Model pruned = run(pruning, folded, lines);
    Model small = run(new RemoveDeadUnits(), pruned, lines);
    Model stored = run(new ChooseStorage(), small, lines);
    return new Compressed(stored, new CompressionReport(layers(pruned, stored), lines));
  }

  private static Model run(Pass pass, Model model, List<PassLine> lines) {
    Model after = pass.apply(model);
    lines.add(new PassLine(pass.name(), pass.effect(model, after)));
    return after;
  }

  private static List<LayerReport> layers(Model thresholded, Model compressed) {
    Map<String, Tensor> left = new HashMap<>();
    for (Node node : compressed.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        left.put(node.name(), layer.weight());
      }
    }
    List<LayerReport> layers = new ArrayList<>();
    for (Node node : thresholded.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        layers.add(layer(node.name(), layer.weight(), left.get(node.name())));
      }
    }
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
