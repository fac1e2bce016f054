package org.sparsevd.cli.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.Largest;
import org.sparsevd.cli.io.Table;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.report.Numbers;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Tensor;

/** The nodes of a model as people and as machines read them. */
public final class ModelTable {
  private static final int MOST_METADATA = 2;
  private static final String[] DETAILED = {
    "node", "operator", "output", "weights", "non-zero", "zero %", "smallest as"
  };
  private static final String[] BRIEF = {
    "layer", "output", "weights", "non-zero", "zero %", "stored as"
  };

  private final Model model;
  private final boolean verbose;
  private long total;
  private long nonZero;

  /**
   * A table of this model.
   *
   * @param verbose every node and all metadata; else what fits a screen
   */
  public ModelTable(Model model, boolean verbose) {
    this.model = model;
    this.verbose = verbose;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        total += layer.weight().shape().size();
        nonZero += layer.weight().nonZeros();
      }
    }
  }

  /** The totals, the nodes, and the metadata. */
  public String text() {
    StringBuilder text = new StringBuilder(totals()).append('\n');
    boolean all = verbose || model.nodes().size() <= Largest.ROWS;
    List<Node> nodes =
        model.nodes().stream().filter(node -> all || node.op() instanceof Op.Weighted).toList();
    Largest<Node> largest = Largest.of(nodes, ModelTable::weights, all);
    Table table = all ? new Table(DETAILED) : new Table(BRIEF);
    largest.shown().forEach(node -> table.row(all ? detailed(node) : brief(node)));
    text.append(verbose ? table.toString() : table.fitting());
    if (!largest.rest().isEmpty()) {
      long more = largest.rest().stream().mapToLong(ModelTable::weights).sum();
      text.append("and " + largest.rest().size() + " smaller layers with ");
      text.append(Numbers.count(more) + " weights; --verbose lists all nodes\n");
    }
    if (!all) {
      text.append(Table.fitting("without weights: " + withoutWeights())).append('\n');
    }
    return text.append(metadata()).toString();
  }

  private String totals() {
    double percent = total == 0 ? 0 : 100.0 * (total - nonZero) / total;
    return String.format(
        Locale.ROOT,
        "takes %s, gives %s; %d nodes%n%s of %s weights are zero, %s %%; %s%n",
        model.inputShape(),
        model.outputShape(),
        model.nodes().size(),
        Numbers.count(total - nonZero),
        Numbers.count(total),
        Numbers.percent(percent),
        nonZero == 0 && total > 0
            ? "NONE is left: every input gets the same answer"
            : Numbers.count(nonZero) + " are left");
  }

  private static long weights(Node node) {
    return node.op() instanceof Op.Weighted layer ? layer.weight().shape().size() : 0;
  }

  private String[] detailed(Node node) {
    String operator = node.op().kind().row().name();
    String shape = model.shape(node.name()).toString();
    if (!(node.op() instanceof Op.Weighted)) {
      return new String[] {node.name(), operator, shape, "", "", "", ""};
    }
    String[] brief = brief(node);
    return new String[] {brief[0], operator, brief[1], brief[2], brief[3], brief[4], brief[5]};
  }

  /** Of a layer with weights. */
  private String[] brief(Node node) {
    Tensor weight = ((Op.Weighted) node.op()).weight();
    return new String[] {
      node.name(),
      model.shape(node.name()).toString(),
      Numbers.count(weight.shape().size()),
      Numbers.count(weight.nonZeros()),
      Numbers.percent(100 * (1 - weight.density())),
      storage(node, weight)
    };
  }

  private String withoutWeights() {
    Map<String, Long> counts =
        model.nodes().stream()
            .filter(node -> !(node.op() instanceof Op.Weighted))
            .collect(
                Collectors.groupingBy(
                    node -> node.op().kind().row().name(), TreeMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private String metadata() {
    List<String> lines = new ArrayList<>();
    model.metadata().forEach((key, value) -> lines.add(key + " = " + value));
    return Lines.of(lines, MOST_METADATA, verbose, "entries of metadata");
  }

  /** What takes the fewest bytes, which is what a file holds unless {@code --format} forced one. */
  private static String storage(Node node, Tensor weight) {
    return QuantizedTensor.exact(weight, node.step(0))
        .map(quantised -> "coded, step " + Numbers.step(quantised.step().size()))
        .orElseGet(() -> TensorCodec.smallest(weight).name().toLowerCase(Locale.ROOT));
  }

  /** The same as fields. */
  public Map<String, Object> json() {
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", node.name());
      fields.put("operator", node.op().kind().row().name());
      fields.put("inputs", node.inputs());
      fields.put("output", model.shape(node.name()).toArray());
      if (node.op() instanceof Op.Weighted layer) {
        fields.put("shape", layer.weight().shape().toArray());
        fields.put("total", layer.weight().shape().size());
        fields.put("nonZero", layer.weight().nonZeros());
        fields.put("smallest", storage(node, layer.weight()));
      }
      nodes.add(fields);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", model.name());
    json.put("input", model.inputShape().toArray());
    json.put("total", total);
    json.put("nonZero", nonZero);
    json.put("nodes", nodes);
    json.put("metadata", model.metadata());
    return json;
  }
}
