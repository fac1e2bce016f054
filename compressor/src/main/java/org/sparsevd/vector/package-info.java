/**
 * The decision about vectors, which the runtime and the trainer share, and the trainer's seam to
 * machine code. It is the only place of this room that knows the module {@code
 * jdk.incubator.vector}, and needs it only where it is there.
 */
package org.sparsevd.vector;
