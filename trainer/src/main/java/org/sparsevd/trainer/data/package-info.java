/**
 * Image data sets: reading, preprocessing, augmentation and the order of training.
 *
 * <p>Pixels are unsigned bytes {@code [count, channels, height, width]}; what is random is a pure
 * function of a seed and counters, so that a run can stop and go on anywhere.
 */
package org.sparsevd.trainer.data;
