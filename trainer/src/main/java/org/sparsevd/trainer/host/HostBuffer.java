package org.sparsevd.trainer.host;

import org.sparsevd.trainer.nn.Buffer;

/** A float array on the heap. */
record HostBuffer(float[] data) implements Buffer {
  static float[] data(Buffer buffer) {
    return ((HostBuffer) buffer).data;
  }

  @Override
  public int size() {
    return data.length;
  }
}
