package org.sparsevd.compress;

import java.util.Optional;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Tensor;

/**
 * A pass that looks at one tensor after the other, whatever operator it belongs to: a weight that
 * stays keeps its place and scale.
 */
public interface WeightPass extends Pass {
  /**
   * What becomes of a tensor.
   *
   * @param name as {@link WeightTensors#of} has it
   * @return of the same shape; the tensor as it was where nothing changes
   */
  Tensor changed(String name, WeightTensor weight);

  @Override
  default Model apply(Model model) {
    return WeightTensors.map(
        model,
        (name, weight) -> {
          Tensor changed = changed(name, weight);
          return changed == weight.tensor()
              ? Optional.empty()
              : Optional.of(new WeightTensors.Replaced(changed, Optional.empty()));
        });
  }

  @Override
  default Carried apply(Carried before) {
    return before.with(apply(before.model()));
  }
}
