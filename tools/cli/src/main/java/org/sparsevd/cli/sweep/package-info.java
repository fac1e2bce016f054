/** Many runs in one go: the specification, one run, threads of this machine, progress, results. */
package org.sparsevd.cli.sweep;
