package org.sparsevd.trainer.host;

import org.sparsevd.trainer.nn.MomentBuffers;

/** The arrays behind {@link MomentBuffers}. */
record MomentArrays(float[] first, float[] second) {
  static MomentArrays of(MomentBuffers moments) {
    return new MomentArrays(HostBuffer.data(moments.first()), HostBuffer.data(moments.second()));
  }
}
