/** An encoder of x86-64 machine code: the instruction forms that the kernels need. */
package org.sparsevd.machine.code;
