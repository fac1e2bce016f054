/** Sweeps on a Spark cluster: a run is a task, and checkpoints lie in a folder that all see. */
package org.sparsevd.spark.sweep;
