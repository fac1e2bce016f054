/** The networks that are measured: made up, or read from a file. */
package org.sparsevd.benchmarks.nets;
