/** Simplifications of a model that was read: exact, to the last bit or to roundings in between. */
package org.sparsevd.onnx.rewrite;
