/**
 * Checkpoints: everything a training run needs to go on bit for bit, in one checked file.
 *
 * <p>The file is Protocol Buffers ({@code src/main/proto/checkpoint.proto} is its specification);
 * nothing of that shows in this package's types.
 */
package org.sparsevd.trainer.checkpoint;
