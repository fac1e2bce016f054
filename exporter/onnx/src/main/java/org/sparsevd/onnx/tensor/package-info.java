/** Tensors of ONNX files: their types, their bytes, and files beside the model. */
package org.sparsevd.onnx.tensor;
