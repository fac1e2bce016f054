package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.recipe.LayerSpec;

/** The part of the seam that joins branches, and what stands between layers with weights. */
public interface GraphOps {

  /** {@code y[yAt + i] = x[xAt + i]} for {@code i < count}. */
  void copy(Buffer x, int xAt, Buffer y, int yAt, int count);

  /** {@code y = y + x}. */
  void add(Buffer x, Buffer y);

  /** {@code y = f(x)}, number by number. */
  void pointwise(LayerSpec.Pointwise f, Buffer x, Buffer y);

  /** {@code dy = f'(x) dy}. */
  void pointwiseGradient(LayerSpec.Pointwise f, Buffer x, Buffer dy);

  /** Largest of each window; rows and columns left over are dropped. */
  void maxPool(Pooling pooling, Buffer x, Buffer y);

  /** {@code dy} to the first pixel of each window that equals {@code y}, and zero elsewhere. */
  void maxPoolGradient(Pooling pooling, Buffer x, Buffer y, Buffer dy, Buffer dx);

  /** Mean of each window. */
  void averagePool(Pooling pooling, Buffer x, Buffer y);

  /** Each pixel's share of {@code dy} of all windows that it lies in. */
  void averagePoolGradient(Pooling pooling, Buffer dy, Buffer dx);
}
