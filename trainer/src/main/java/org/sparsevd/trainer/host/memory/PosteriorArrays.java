package org.sparsevd.trainer.host.memory;

import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/** The arrays behind a {@link Posterior}. */
public record PosteriorArrays(
    Noise noise,
    float[] mean,
    float[] logSigma2,
    float[] live,
    float[] logAlpha,
    float[] variance) {
  public static PosteriorArrays of(Posterior posterior) {
    return new PosteriorArrays(
        posterior.noise(),
        HostBuffer.data(posterior.mean()),
        HostBuffer.data(posterior.logSigma2()),
        HostBuffer.data(posterior.live()),
        HostBuffer.data(posterior.logAlpha()),
        HostBuffer.data(posterior.variance()));
  }
}
