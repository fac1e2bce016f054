/**
 * Scores columns of Spark tables with a {@code .spvd} file: as a stage of a Spark ML pipeline, or
 * as a function in SQL.
 */
package org.sparsevd.spark;
