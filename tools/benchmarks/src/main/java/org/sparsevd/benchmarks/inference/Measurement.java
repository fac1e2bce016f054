package org.sparsevd.benchmarks.inference;

/**
 * What JMH found for one contender.
 *
 * @param threads that called at the same time
 * @param nanoseconds a call, mean over forks and iterations
 * @param errorNanoseconds half of the 99.9 % confidence interval; NaN where there is too little
 * @param bytesPerCall allocated on the heap
 */
record Measurement(
    String net,
    int batch,
    int threads,
    ContenderKind contender,
    double nanoseconds,
    double errorNanoseconds,
    double bytesPerCall) {}
