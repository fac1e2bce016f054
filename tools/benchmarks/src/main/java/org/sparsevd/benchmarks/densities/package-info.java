/** From which share of weights on a dense layer is as fast as a sparse one. */
package org.sparsevd.benchmarks.densities;
