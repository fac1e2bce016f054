package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.step.map.Affine;
import org.sparsevd.runtime.step.map.ElementMap;
import org.sparsevd.runtime.step.map.Levels;

/**
 * Nodes that are one layer in tiles: a node, and what is fused into it.
 *
 * @param head the node that computes
 * @param residual the value that is added to what it finds; null where there is none
 * @param low least value that is stored
 * @param high largest value that is stored
 * @param map what is done with each element last; null where there is nothing
 * @param bytes what makes it a layer of 8 bits; null where it is none
 * @param result the value that it computes
 * @param members names of its nodes
 * @param end place of its last node in the model, where it runs
 */
record TileLayer(
    Node head,
    String residual,
    float low,
    float high,
    ElementMap map,
    ByteNodes bytes,
    String result,
    List<String> members,
    int end) {

  static TileLayer of(Node head, int at) {
    float least = Float.NEGATIVE_INFINITY;
    return new TileLayer(
        head,
        null,
        least,
        Float.POSITIVE_INFINITY,
        null,
        null,
        head.name(),
        List.of(head.name()),
        at);
  }

  /** With a sum behind it. */
  TileLayer plus(String other, String sum, int at) {
    return new TileLayer(head, other, low, high, map, bytes, sum, joined(sum), at);
  }

  /** With a function of each element behind it. */
  TileLayer then(Op.Pointwise function, Kernels kernels, String value, int at) {
    if (function instanceof Op.Relu) {
      return bounded(0, high, value, at);
    }
    if (function instanceof Op.Clip clip && clip.least() <= clip.most()) {
      return bounded(clip.least(), clip.most(), value, at);
    }
    return mapped(ElementMap.of(function, kernels), value, at);
  }

  private TileLayer mapped(ElementMap last, String value, int at) {
    return new TileLayer(head, residual, low, high, last, bytes, value, joined(value), at);
  }

  /** With an affine map of each channel behind it. */
  TileLayer scaled(Op.Affine affine, String value, int at) {
    return mapped(new Affine(affine.scale(), affine.shift()), value, at);
  }

  /** With levels of what an affine map finds, in one pass. */
  TileLayer levelled(Op.Quantize levels, String value, int at) {
    Affine affine = (Affine) map;
    return mapped(new Levels(levels, affine.scale(), affine.shift(), false), value, at);
  }

  /** Whether the last that it does is an affine map. */
  boolean endsInAffine() {
    return map instanceof Affine;
  }

  private TileLayer bounded(float least, float most, String value, int at) {
    List<String> all = joined(value);
    return new TileLayer(head, residual, least, most, map, bytes, value, all, at);
  }

  /** With a node behind it that is not looked at here. */
  TileLayer with(String value, int at) {
    return bounded(low, high, value, at);
  }

  /** With a node in front of it. */
  TileLayer covering(String node) {
    return new TileLayer(head, residual, low, high, map, bytes, result, joined(node), end);
  }

  /** As a layer of 8 bits. */
  TileLayer in(ByteNodes nodes) {
    return new TileLayer(head, residual, low, high, map, nodes, result, members, end);
  }

  private List<String> joined(String member) {
    List<String> all = new ArrayList<>(members);
    all.add(member);
    return all;
  }

  /** Whether its result lies in bytes. */
  boolean findsBytes() {
    return bytes != null && bytes.findsBytes();
  }

  /** Whether values are stored as they are found, so that more can be done with them. */
  boolean isOpen() {
    return bytes == null
        && map == null
        && low == Float.NEGATIVE_INFINITY
        && high == Float.POSITIVE_INFINITY;
  }
}
