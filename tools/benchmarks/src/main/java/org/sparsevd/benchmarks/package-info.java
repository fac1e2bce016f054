/** Speed, as ratios measured in one run: the entry of all benchmarks. */
package org.sparsevd.benchmarks;
