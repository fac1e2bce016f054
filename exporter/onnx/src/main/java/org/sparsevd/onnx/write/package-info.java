/** From a model to an ONNX file. The door is {@link OnnxExporter}. */
package org.sparsevd.onnx.write;
