package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Nodes that are one layer in tiles: a node, and what is fused into it.
 *
 * @param head the node that computes
 * @param residual the value that is added to what it finds; null where there is none
 * @param low least value that is stored
 * @param high largest value that is stored
 * @param map what is done with each element last; null where there is nothing
 * @param result the value that it computes
 * @param members names of its nodes
 * @param end place of its last node in the model, where it runs
 */
record TileLayer(
    Node head,
    String residual,
    float low,
    float high,
    Op.Pointwise map,
    String result,
    List<String> members,
    int end) {

  static TileLayer of(Node head, int at) {
    float least = Float.NEGATIVE_INFINITY;
    return new TileLayer(
        head, null, least, Float.POSITIVE_INFINITY, null, head.name(), List.of(head.name()), at);
  }

  /** With a sum behind it. */
  TileLayer plus(String other, String sum, int at) {
    return new TileLayer(head, other, low, high, map, sum, with(sum), at);
  }

  /** With a function of each element behind it. */
  TileLayer then(Op.Pointwise function, String value, int at) {
    if (function instanceof Op.Relu) {
      return new TileLayer(head, residual, 0, high, map, value, with(value), at);
    }
    if (function instanceof Op.Clip clip && clip.least() <= clip.most()) {
      return new TileLayer(head, residual, clip.least(), clip.most(), map, value, with(value), at);
    }
    return new TileLayer(head, residual, low, high, function, value, with(value), at);
  }

  private List<String> with(String member) {
    List<String> all = new ArrayList<>(members);
    all.add(member);
    return all;
  }

  /** Whether values are stored as they are found, so that more can be done with them. */
  boolean isOpen() {
    return map == null && low == Float.NEGATIVE_INFINITY && high == Float.POSITIVE_INFINITY;
  }
}
