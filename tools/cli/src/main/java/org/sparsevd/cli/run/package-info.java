/** Inputs of a user's own: files that a net is run on, and what it answers. */
package org.sparsevd.cli.run;
