package org.sparsevd.benchmarks.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What one process measured, as it prints it: one line of JSON. The PyTorch script prints the same.
 *
 * @param implementation which trainer, with version and what it computes with
 * @param kind {@code sparse} (with noise and KL divergence) or {@code dense} (means alone)
 * @param steps that were measured, after the warm-up
 * @param secondsPerEpoch mean time of a step times the steps of an epoch
 * @param medianSecondsPerEpoch the same from the median step, which other processes disturb less
 * @param peakMegabytes most memory that the process had, data included; 0 where unknown
 */
record EpochTime(
    @JsonProperty("implementation") String implementation,
    @JsonProperty("network") String network,
    @JsonProperty("kind") String kind,
    @JsonProperty("threads") int threads,
    @JsonProperty("batch") int batch,
    @JsonProperty("steps") int steps,
    @JsonProperty("seconds_per_epoch") double secondsPerEpoch,
    @JsonProperty("median_seconds_per_epoch") double medianSecondsPerEpoch,
    @JsonProperty("loss") double loss,
    @JsonProperty("peak_megabytes") double peakMegabytes) {}
