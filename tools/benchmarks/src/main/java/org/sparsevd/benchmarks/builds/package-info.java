/** Two builds of the runtime against each other: whether a change made it slower. */
package org.sparsevd.benchmarks.builds;
