/** How operators stand in ONNX files, for reading and writing alike. */
package org.sparsevd.onnx.operator;
