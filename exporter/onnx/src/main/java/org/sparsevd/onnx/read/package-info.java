/** From an ONNX file to a model. The door is {@link OnnxImporter}. */
package org.sparsevd.onnx.read;
