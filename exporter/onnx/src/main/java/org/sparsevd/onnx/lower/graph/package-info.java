/** What can be said of a file's graph before its nodes are read, and why they are not. */
package org.sparsevd.onnx.lower.graph;
