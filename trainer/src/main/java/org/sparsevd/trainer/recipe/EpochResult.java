package org.sparsevd.trainer.recipe;

/**
 * What an epoch ended with.
 *
 * @param epoch of the whole run, counted from 1
 * @param epochs of the whole run
 * @param trainLoss mean cross-entropy over the epoch's steps, in nats
 * @param testErrorPercent of the thresholded network on the test set
 * @param nonZero weights that are left by the threshold
 * @param compression weights divided by non-zero weights
 */
public record EpochResult(
    int epoch,
    int epochs,
    Phase.Kind phase,
    double trainLoss,
    double testErrorPercent,
    long nonZero,
    double compression,
    double learningRate,
    double klWeight) {}
