/** A net in some runtime: loaded with equal care everywhere, run over inputs, and judged. */
package org.sparsevd.nets;
