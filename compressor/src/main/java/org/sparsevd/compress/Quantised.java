package org.sparsevd.compress;

import java.util.Map;
import org.sparsevd.codec.CodedSize;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Step;

/**
 * A quantised model and how it was found.
 *
 * @param model whose weights and biases are multiples of steps; its units may be in another order
 *     than before
 * @param steps by tensor: {@code fc1} for a weight, {@code fc1.bias} for a bias; empty where no
 *     quantisation stayed within the budget and the model is the given one
 * @param sizes by tensor, as coded
 * @param before score of the model that was given
 * @param after score of this one
 */
public record Quantised(
    Model model,
    Map<String, Step> steps,
    Map<String, CodedSize> sizes,
    Calibration.Score before,
    Calibration.Score after) {

  /** Size of all coded tensors. */
  public CodedSize size() {
    return sizes.values().stream()
        .reduce(new CodedSize(0, 0, 0, 0, 0), (sum, size) -> sum.plus(size));
  }
}
