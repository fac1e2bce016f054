package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Matrices that are transposed only to be packed as images, whose pixels are their rows. They are
 * turned as they are packed, so nobody computes the transposed ones.
 */
final class TurnedMatrices {
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Set<String> transposed = new HashSet<>();
  private final Set<String> images = new HashSet<>();

  TurnedMatrices(Model model, TileGraph graph) {
    for (Node node : model.nodes()) {
      for (String value : node.inputs()) {
        readers.computeIfAbsent(value, name -> new ArrayList<>()).add(node);
      }
    }
    Set<String> outputs = new HashSet<>();
    model.outputs().forEach(output -> outputs.add(output.value()));
    for (Node node : model.nodes()) {
      boolean found = isTransposition(node.op()) && !outputs.contains(node.name());
      List<Node> all = readers.getOrDefault(node.name(), List.of());
      for (Node reader : all) {
        found &= isImage(reader, graph) && !outputs.contains(reader.name());
      }
      if (found && !all.isEmpty()) {
        transposed.add(node.name());
        all.forEach(reader -> images.add(reader.name()));
      }
    }
  }

  static boolean isTransposition(Op op) {
    return op instanceof Op.Transpose transpose && transpose.order().equals(List.of(1, 0));
  }

  /** Whether a node makes a matrix an image that convolutions in tiles alone read. */
  private boolean isImage(Node node, TileGraph graph) {
    if (node.op().kind() != Op.MovementKind.RESHAPE || graph.covers(node.name())) {
      return false;
    }
    List<Node> all = readers.getOrDefault(node.name(), List.of());
    boolean image = !all.isEmpty();
    for (Node reader : all) {
      image &= reader.op() instanceof Op.Conv2d && graph.covers(reader.name());
    }
    return image;
  }

  /** Whether nobody needs this transposed matrix. */
  boolean isTransposed(String value) {
    return transposed.contains(value);
  }

  /** Whether this image is packed from a matrix whose rows are its pixels. */
  boolean isImage(String value) {
    return images.contains(value);
  }
}
