package org.sparsevd.onnx.lower.graph;

import org.sparsevd.onnx.OnnxException;

/** How much stands inside other graphs: a file of a few bytes may ask for more than memory. */
public final class Nesting {
  /** Nodes of graphs and functions that stand in others, each time that they do. */
  private static final int MOST_INLINED = 1 << 17;

  private static final int MOST_DEPTH = 16;

  private int inlined;

  /** Counts nodes that stand at this depth. */
  public void add(int nodes, int depth) throws OnnxException {
    inlined += nodes;
    if (depth > MOST_DEPTH || inlined > MOST_INLINED) {
      throw new OnnxException("graphs inside graphs, or functions, go too deep or are too many");
    }
  }

  /** Forgets what was counted. */
  public void again() {
    inlined = 0;
  }
}
