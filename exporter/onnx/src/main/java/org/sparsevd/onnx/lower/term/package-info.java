/** What names of a graph stand for while it is read: values of the model, or known numbers. */
package org.sparsevd.onnx.lower.term;
