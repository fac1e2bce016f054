/** A training as the command runs it: progress, folder of a run, first layer. */
package org.sparsevd.cli.train;
