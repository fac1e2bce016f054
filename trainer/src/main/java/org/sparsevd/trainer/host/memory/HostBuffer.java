package org.sparsevd.trainer.host.memory;

import org.sparsevd.trainer.nn.Buffer;

/** A float array on the heap. */
public record HostBuffer(float[] data) implements Buffer {
  public static float[] data(Buffer buffer) {
    return ((HostBuffer) buffer).data;
  }

  @Override
  public int size() {
    return data.length;
  }
}
