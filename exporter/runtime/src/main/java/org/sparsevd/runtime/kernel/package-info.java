/** The inner loops, in plain Java and on the Vector API; both give the same bits. */
package org.sparsevd.runtime.kernel;
