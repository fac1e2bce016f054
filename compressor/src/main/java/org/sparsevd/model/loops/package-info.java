/** Arithmetic of operators that takes more than a few lines: on arrays, without shapes. */
package org.sparsevd.model.loops;
