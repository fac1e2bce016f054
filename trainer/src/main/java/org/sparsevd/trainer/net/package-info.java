/**
 * Networks in training: layers with explicit forward and backward, and how they are joined. What
 * costs time is done by a {@link org.sparsevd.trainer.nn.Backend}.
 */
package org.sparsevd.trainer.net;
