package org.sparsevd.trainer;

import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.EpochResult;

/** Hears how a run goes on, on the training thread. */
public interface TrainingListener {
  /** Called after every step: keep it short. */
  default void step(StepProgress progress) {}

  /**
   * Called with the state after every epoch, before its checkpoint goes to disk. So what is kept of
   * it is never behind the checkpoint.
   */
  default void state(Checkpoint state) {}

  /** Called after every epoch, when its checkpoint is on disk. */
  default void epoch(EpochResult result) {}
}
