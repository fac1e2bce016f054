package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Tensor;

/**
 * The outcome of compression.
 *
 * @param deviations of the model's weights, as {@link Carried} has them; none after quantisation,
 *     which they are for
 */
public record Compressed(Model model, CompressionReport report, Map<String, Tensor> deviations) {
  public Compressed {
    deviations = Map.copyOf(deviations);
  }

  /** The same after quantisation: its model, stored coded, and what that takes. */
  public Compressed with(Quantised quantised) {
    return quantised.steps().isEmpty()
        ? this
        : with(quantised.model(), quantised.sizes(), new PassLine("quantise", effect(quantised)));
  }

  /**
   * The same after a pass that rounds weights.
   *
   * @param sizes of the weights that are stored coded from now on
   * @param line what the pass did
   */
  public Compressed with(Model rounded, Map<String, CodedSize> sizes, PassLine line) {
    Map<String, WeightTensor> weights = WeightTensors.of(rounded);
    List<LayerReport> layers = new ArrayList<>();
    for (LayerReport layer : report.layers()) {
      WeightTensor weight = weights.get(layer.name());
      CodedSize size = sizes.get(layer.name());
      layers.add(
          weight == null || size == null
              ? layer
              : layer.coded(
                  TensorCodec.size(weight.matrix(), Storage.CSR),
                  TensorCodec.size(weight.matrix(), Storage.BITMASK),
                  bytes(size.total()),
                  bytes(size.entropy())));
    }
    List<PassLine> passes = new ArrayList<>(report.passes());
    passes.add(line);
    return new Compressed(rounded, new CompressionReport(layers, passes), Map.of());
  }

  /** The same with all weights kept as float32 in one storage. */
  public Compressed stored(WeightFormat format) {
    if (format.storage().isEmpty()) {
      return this;
    }
    Map<String, WeightTensor> weights = WeightTensors.of(model);
    List<LayerReport> layers = new ArrayList<>();
    for (LayerReport layer : report.layers()) {
      WeightTensor weight = weights.get(layer.name());
      long size = weight == null ? 0 : TensorCodec.size(weight.matrix(), format.storage().get());
      layers.add(layer.stored(size, format));
    }
    return new Compressed(model, new CompressionReport(layers, report.passes()), deviations);
  }

  private static long bytes(double bits) {
    return (long) Math.ceil(bits / 8);
  }

  private String effect(Quantised quantised) {
    long had = WeightCount.of(model).nonZero();
    long has = WeightCount.of(quantised.model()).nonZero();
    List<String> steps = new ArrayList<>();
    quantised
        .steps()
        .forEach(
            (tensor, step) ->
                steps.add(String.format(Locale.ROOT, "%s by %.3g", tensor, step.size())));
    return "set " + (had - has) + " more weights to zero, rounded " + String.join(", ", steps);
  }
}
