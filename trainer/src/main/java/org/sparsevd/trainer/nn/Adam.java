package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.optim.AdamStep;

/** One step of Adam on one parameter, whose moments move with it. */
public record Adam(MomentBuffers moments, AdamStep step) {}
