package org.sparsevd.trainer.host;

import org.sparsevd.trainer.nn.Moments;

/** The arrays behind {@link Moments}. */
record MomentArrays(float[] first, float[] second) {
  static MomentArrays of(Moments moments) {
    return new MomentArrays(HostBuffer.data(moments.first()), HostBuffer.data(moments.second()));
  }
}
