package org.sparsevd.trainer;

/**
 * Where a run is after a step.
 *
 * @param epoch of the whole run, counted from 1
 * @param step within the epoch, counted from 1
 * @param trainLoss mean cross-entropy of the epoch's steps so far, in nats
 */
public record StepProgress(int epoch, int epochs, int step, int steps, double trainLoss) {}
