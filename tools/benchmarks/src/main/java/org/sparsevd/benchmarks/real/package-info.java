/** Well-known nets at their real size, in our runtime and in ONNX Runtime, by turns. */
package org.sparsevd.benchmarks.real;
