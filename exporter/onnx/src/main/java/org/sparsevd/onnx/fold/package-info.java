/** Computes nodes whose inputs are all constant while a file is read. */
package org.sparsevd.onnx.fold;
