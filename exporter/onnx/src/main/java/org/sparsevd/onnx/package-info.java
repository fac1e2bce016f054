/** Exchange of models with other runtimes through ONNX files. */
package org.sparsevd.onnx;
