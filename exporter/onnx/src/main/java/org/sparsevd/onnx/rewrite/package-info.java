/** Simplifications of a model that was read: exact, to the last bit. */
package org.sparsevd.onnx.rewrite;
