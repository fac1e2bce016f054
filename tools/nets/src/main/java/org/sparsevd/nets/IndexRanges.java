package org.sparsevd.nets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Which whole numbers a net's inputs may hold, told by the tables that it looks them up in. */
public final class IndexRanges {
  /** Operators whose result holds no other numbers than their first input. */
  private static final Set<Class<? extends Op>> MOVING =
      Set.of(Op.Reshape.class, Op.MoveAxes.class, Op.Expand.class, Op.Slice.class, Op.Cast.class);

  private IndexRanges() {}

  /** Of each input that is looked up in a table, by its place among the inputs. */
  public static Map<Integer, DrawnRange> of(Model model) {
    Map<String, Node> nodes = new HashMap<>();
    model.nodes().forEach(node -> nodes.put(node.name(), node));
    List<String> inputs = model.inputs().stream().map(Model.Input::name).toList();
    Map<Integer, DrawnRange> ranges = new HashMap<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Gather gather) {
        int input = inputs.indexOf(source(node.inputs().get(1), nodes));
        var table = model.shape(node.inputs().get(0)).extent(gather.axis());
        if (input >= 0 && table.isNumber()) {
          DrawnRange own = new DrawnRange(0, table.number() - 1);
          ranges.merge(input, own, (a, b) -> a.high() < b.high() ? a : b);
        }
      }
    }
    return ranges;
  }

  /** The value whose elements another only moves. */
  private static String source(String value, Map<String, Node> nodes) {
    Node node = nodes.get(value);
    return node != null && MOVING.contains(node.op().getClass())
        ? source(node.inputs().get(0), nodes)
        : value;
  }
}
