/** Our runtime against ONNX Runtime: the same weights, the same images, pixels in, scores out. */
package org.sparsevd.benchmarks.inference;
