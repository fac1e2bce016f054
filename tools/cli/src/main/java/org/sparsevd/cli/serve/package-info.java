/** A net behind HTTP: what a server answers, and what it refuses. */
package org.sparsevd.cli.serve;
