/** Our trainer against PyTorch, and its products against the machine's peak. */
package org.sparsevd.benchmarks.training;
