/** What is asked of the runtime's speed, row by row, beside what is found. */
package org.sparsevd.benchmarks.rows;
