package org.sparsevd.onnx.suite;

import java.util.List;

/**
 * Inputs in the file's order, and what must come out.
 *
 * @param inputs what a net is given
 * @param outputs the right answer
 */
record Question(List<SuiteTensor> inputs, List<SuiteTensor> outputs) {}
