package org.sparsevd.trainer.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;

/** What is done to the values that flow through the layers, number by number. */
final class Activations {
  private final Scratch scratch;
  private final HostNoise noise;

  Activations(Scratch scratch, HostNoise noise) {
    this.scratch = scratch;
    this.noise = noise;
  }

  /** {@code dx += 2 x dSquare}. */
  void addSquareGradient(INDArray x, INDArray dSquare, INDArray dx) {
    INDArray product = scratch(Scratch.Role.A, x);
    x.muli(dSquare, product);
    product.muli(2);
    dx.addi(product);
  }

  /** See {@link Backend#addBias}. */
  static void addBias(Geometry g, NdBuffer bias, NdBuffer y) {
    y.matrix(g.outputs(), g.outputPixels() * g.columns()).addiColumnVector(bias.flat());
  }

  /** See {@link Backend#perturb}. */
  void perturb(Geometry g, NoiseKey key, NdBuffer bias, NdBuffer y, NdBuffer variance) {
    relu(variance.flat());
    INDArray deviation = scratch(Scratch.Role.A, y.flat());
    INDArray normals = scratch(Scratch.Role.B, y.flat());
    normals.data().setData(noise.normals(key, y.size()));
    variance.flat().addi(Backend.VARIANCE_FLOOR, deviation);
    Nd4j.exec(new Sqrt(deviation, deviation));
    deviation.muli(normals, variance.flat());
    y.flat().addi(variance.flat());
    addBias(g, bias, y);
    normals.divi(deviation, variance.flat());
    variance.flat().muli(0.5);
  }

  /** See {@link Backend#biasGradient}. */
  static void biasGradient(Geometry g, NdBuffer dy, NdBuffer dBias) {
    dy.matrix(g.outputs(), g.outputPixels() * g.columns()).sum(dBias.flat(), 1);
  }

  /**
   * {@code x = max(x, 0)}. As a product, since ND4J's own turns what is not a number into 0 and a
   * run that diverges would go unnoticed.
   */
  void relu(INDArray x) {
    reluGradient(x, x);
  }

  /** {@code dy = 0} where {@code y} is not positive. */
  void reluGradient(INDArray y, INDArray dy) {
    INDArray positive = scratch(Scratch.Role.A, y);
    Nd4j.exec(new Step(y, positive, 0));
    dy.muli(positive);
  }

  /** See {@link Backend#dropout}. */
  void dropout(NoiseKey key, float rate, INDArray x, INDArray mask, INDArray y) {
    float[] factors = new float[(int) x.length()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = Normals.uniform(key, i) < rate ? 0 : 1 / (1 - rate);
    }
    mask.data().setData(factors);
    x.muli(mask, y);
  }

  private INDArray scratch(Scratch.Role role, INDArray like) {
    return scratch.flat(role, (int) like.length());
  }
}
