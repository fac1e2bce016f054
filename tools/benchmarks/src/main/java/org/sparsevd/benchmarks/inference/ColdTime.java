package org.sparsevd.benchmarks.inference;

/**
 * How long a fresh JVM takes to its first answer; medians.
 *
 * @param starter which runtime, and how it is started
 * @param answerMillis from {@code main} to the scores of one image
 * @param processMillis from starting the process to its end
 */
public record ColdTime(String net, String starter, double answerMillis, double processMillis) {}
