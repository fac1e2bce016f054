/** The clock, tables, machine and JSON: how measurements are taken and told. */
package org.sparsevd.benchmarks.report;
