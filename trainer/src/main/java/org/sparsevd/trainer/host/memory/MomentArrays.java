package org.sparsevd.trainer.host.memory;

import org.sparsevd.trainer.nn.MomentBuffers;

/** The arrays behind {@link MomentBuffers}. */
public record MomentArrays(float[] first, float[] second) {
  public static MomentArrays of(MomentBuffers moments) {
    return new MomentArrays(HostBuffer.data(moments.first()), HostBuffer.data(moments.second()));
  }
}
