/** How long the compact file takes to write and to read. */
package org.sparsevd.benchmarks.codec;
