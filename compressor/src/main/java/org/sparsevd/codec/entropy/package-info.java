/** The binary range coder and the adaptive contexts that predict its decisions. */
package org.sparsevd.codec.entropy;
