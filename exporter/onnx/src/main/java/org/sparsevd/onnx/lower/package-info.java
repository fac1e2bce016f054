/**
 * Reads graphs as tensor programs: every dimension counts, whatever is constant is computed, and
 * ONNX's operators become the model's few.
 */
package org.sparsevd.onnx.lower;
