package org.sparsevd.trainer.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.NoiseKey;

/**
 * The normals of {@link org.sparsevd.trainer.nn.Normals} as the CPU backend computes them: zeros
 * perturbed with variance 1. So both backends see the same noise to the last bit.
 */
final class HostNoise implements AutoCloseable {
  private final HostBackend host;
  private final Buffer bias;
  private final Map<Integer, Arrangement> arrangements = new HashMap<>();

  private record Arrangement(
      Buffer y, Buffer variance, float[] zeros, float[] ones, float[] normals) {}

  HostNoise(int threads) {
    host = HostBackend.open(threads);
    bias = host.buffer(1);
  }

  /**
   * The first normals of a key.
   *
   * @param count a multiple of 16
   * @return an array that the next call for as many overwrites
   */
  float[] normals(NoiseKey key, int count) {
    Arrangement a = arrangements.computeIfAbsent(count, this::arrangement);
    host.upload(a.zeros, a.y);
    host.upload(a.ones, a.variance);
    host.perturb(Geometry.dense(1, 1, count), key, bias, a.y, a.variance);
    host.download(a.y, a.normals);
    return a.normals;
  }

  private Arrangement arrangement(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return new Arrangement(
        host.buffer(count), host.buffer(count), new float[count], ones, new float[count]);
  }

  @Override
  public void close() {
    host.close();
  }
}
