/** Curves at many points: the same bits in plain Java and by vectors. */
package org.sparsevd.runtime.curve;
