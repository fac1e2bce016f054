/** The paper's comparisons: which runs they are of, what these gave, and how it is told. */
package org.sparsevd.cli.compare;
