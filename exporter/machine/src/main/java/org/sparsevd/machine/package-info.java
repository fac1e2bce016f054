/** Kernels as machine code that is generated at load: what the runtime finds. */
package org.sparsevd.machine;
