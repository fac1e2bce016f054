/**
 * The backend of ND4J's array operations: what computes on a GPU with the build's profile {@code
 * cuda}, and the same code on a CPU.
 */
package org.sparsevd.trainer.nd4j;
