package org.sparsevd.model;

import java.util.List;

/**
 * One operator of a model and the values it reads.
 *
 * @param name unique in the model; also the name of the value it produces
 * @param inputs names of nodes, or {@link Model#INPUT}
 */
public record Node(String name, Op op, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** The same node with another operator. */
  public Node with(Op newOp) {
    return new Node(name, newOp, inputs);
  }
}
