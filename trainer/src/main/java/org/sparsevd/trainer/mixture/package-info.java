/** A mixture of Gaussians over all weights: soft weight sharing (Ullrich et al. 2017). */
package org.sparsevd.trainer.mixture;
