package org.sparsevd.compress.int8;

import java.util.List;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.model.Model;

/**
 * A model in 8 bits and how it was found.
 *
 * @param layers in the model's order
 * @param before score of the model that was given
 * @param after score of this one
 * @param corrected whether biases make up for mean errors of outputs
 */
public record Int8Result(
    Model model,
    List<LayerChoice> layers,
    Calibration.Score before,
    Calibration.Score after,
    boolean corrected) {

  /** Layers in 8 bits. */
  public long count() {
    return layers.stream().filter(LayerChoice::bytes).count();
  }

  /** The pass that leads to it, from the model that was given. */
  public Pass pass() {
    return new Found(this);
  }

  private record Found(Int8Result result) implements Pass {
    @Override
    public String name() {
      return "8 bits";
    }

    @Override
    public Model apply(Model before) {
      return result.model;
    }

    @Override
    public String effect(Model before, Model after) {
      return "put "
          + result.count()
          + " of "
          + result.layers.size()
          + " layers into 8 bits, values between them into levels"
          + (result.corrected ? "; biases keep the means of outputs" : "");
    }
  }
}
