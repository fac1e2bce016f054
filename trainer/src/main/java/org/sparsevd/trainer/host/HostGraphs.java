package org.sparsevd.trainer.host;

import org.sparsevd.trainer.host.memory.HostBuffer;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.GraphOps;
import org.sparsevd.trainer.nn.Pooling;
import org.sparsevd.trainer.recipe.LayerSpec;

/** See {@link GraphOps}. */
record HostGraphs(TrainingKernels kernels, Workers workers) implements GraphOps {
  private static final int CHUNK = 1024;

  @Override
  public void copy(Buffer x, int xAt, Buffer y, int yAt, int count) {
    float[] from = HostBuffer.data(x);
    float[] to = HostBuffer.data(y);
    workers.ranges(
        count,
        CHUNK,
        (first, end) -> System.arraycopy(from, xAt + first, to, yAt + first, end - first));
  }

  @Override
  public void add(Buffer x, Buffer y) {
    float[] from = HostBuffer.data(x);
    float[] to = HostBuffer.data(y);
    workers.ranges(
        from.length,
        CHUNK,
        (first, end) -> Elementwise.addScaled(1, from, first, to, first, end - first));
  }

  @Override
  public void pointwise(LayerSpec.Pointwise f, Buffer x, Buffer y) {
    float[] from = HostBuffer.data(x);
    float[] to = HostBuffer.data(y);
    workers.ranges(
        from.length, CHUNK, (first, end) -> HostFunctions.value(kernels, f, from, to, first, end));
  }

  @Override
  public void pointwiseGradient(LayerSpec.Pointwise f, Buffer x, Buffer dy) {
    float[] from = HostBuffer.data(x);
    float[] gradient = HostBuffer.data(dy);
    workers.ranges(
        from.length,
        CHUNK,
        (first, end) -> HostFunctions.gradient(kernels, f, from, gradient, first, end));
  }

  @Override
  public void maxPool(Pooling pooling, Buffer x, Buffer y) {
    if (pooling.isTiling()) {
      HostMaxPooling.forward(kernels, workers, pooling, HostBuffer.data(x), HostBuffer.data(y));
    } else {
      general(pooling).max(HostBuffer.data(x), HostBuffer.data(y));
    }
  }

  @Override
  public void maxPoolGradient(Pooling pooling, Buffer x, Buffer y, Buffer dy, Buffer dx) {
    float[] from = HostBuffer.data(x);
    float[] largest = HostBuffer.data(y);
    float[] gradient = HostBuffer.data(dy);
    if (pooling.isTiling()) {
      HostMaxPooling.backward(
          kernels, workers, pooling, from, largest, gradient, HostBuffer.data(dx));
    } else {
      general(pooling).maxGradient(from, largest, gradient, HostBuffer.data(dx));
    }
  }

  @Override
  public void averagePool(Pooling pooling, Buffer x, Buffer y) {
    general(pooling).average(HostBuffer.data(x), HostBuffer.data(y));
  }

  @Override
  public void averagePoolGradient(Pooling pooling, Buffer dy, Buffer dx) {
    general(pooling).averageGradient(HostBuffer.data(dy), HostBuffer.data(dx));
  }

  private HostPooling general(Pooling pooling) {
    return new HostPooling(kernels, workers, pooling);
  }
}
