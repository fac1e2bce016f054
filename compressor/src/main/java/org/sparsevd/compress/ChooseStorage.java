package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Makes each weight dense or sparse, whichever takes fewer bytes as measured by encoding it. */
record ChooseStorage() implements LayerPass {
  @Override
  public String name() {
    return "choose storage";
  }

  @Override
  public Node changed(Node node, Op.Weighted layer) {
    return node.with(layer.with(stored(layer.weight()), layer.bias()), node.steps());
  }

  private static Tensor stored(Tensor weight) {
    if (TensorCodec.smallest(weight) == Storage.DENSE) {
      return new DenseTensor(weight.shape(), weight.toArray());
    }
    return SparseTensor.of(weight);
  }

  @Override
  public String effect(Model before, Model after) {
    Map<Storage, Integer> counts = new EnumMap<>(Storage.class);
    for (WeightTensor weight : WeightTensors.of(after).values()) {
      counts.merge(TensorCodec.smallest(weight.matrix()), 1, Integer::sum);
    }
    List<String> choices = new ArrayList<>();
    counts.forEach(
        (storage, count) -> choices.add(count + " as " + storage.name().toLowerCase(Locale.ROOT)));
    return choices.isEmpty() ? "found no weights" : "stores " + String.join(", ", choices);
  }
}
