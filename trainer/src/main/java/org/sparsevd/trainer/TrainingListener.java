package org.sparsevd.trainer;

import org.sparsevd.trainer.recipe.EpochResult;

/** Hears how a run goes on, on the training thread. */
public interface TrainingListener {
  /** Called after every step: keep it short. */
  default void step(StepProgress progress) {}

  /** Called after every epoch, when its checkpoint is on disk. */
  default void epoch(EpochResult result) {}
}
