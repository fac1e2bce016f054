/** Tables, machine and JSON: how measurements are told. */
package org.sparsevd.benchmarks.report;
