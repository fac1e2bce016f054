/** Programs that use SparseVD, one task each; a test runs them. */
package org.sparsevd.examples;
