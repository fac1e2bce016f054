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
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** The nodes of a model as people and as machines read them. */
public final class ModelTable {
  private static final int MOST_METADATA = 2;

  /** Elements from which on the tensor of a general operator counts as weights. */
  private static final int LARGE_CONSTANT = 1024;

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
      Tensor weight = weight(node);
      if (weight != null) {
        total += weight.shape().size();
        nonZero += weight.nonZeros();
      }
    }
  }

  /** The totals, the nodes, and the metadata. */
  public String text() {
    StringBuilder text = new StringBuilder(totals()).append('\n');
    boolean all = verbose || model.nodes().size() <= Largest.ROWS;
    List<Node> nodes = model.nodes().stream().filter(node -> all || weight(node) != null).toList();
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
        "%s%n%s of %s weights are zero, %s %%; %s%n",
        ModelEnds.text(model, verbose),
        Numbers.count(total - nonZero),
        Numbers.count(total),
        Numbers.percent(percent),
        nonZero == 0 && total > 0
            ? "NONE is left: every input gets the same answer"
            : Numbers.count(nonZero) + " are left");
  }

  private static long weights(Node node) {
    Tensor weight = weight(node);
    return weight == null ? 0 : weight.shape().size();
  }

  /** The weight of a layer, or a large tensor such as a table of embeddings; null of others. */
  private static Tensor weight(Node node) {
    if (node.op() instanceof Op.General && !node.op().tensors().isEmpty()) {
      Tensor tensor = node.op().tensors().get(0);
      Shape shape = tensor.shape();
      boolean large = shape.rank() > 1 && shape.size() >= LARGE_CONSTANT;
      Tensor matrix = tensor instanceof DenseTensor dense ? dense.in(shape.matrix()) : tensor;
      return large ? matrix : null;
    }
    return node.op() instanceof Op.Weighted layer ? layer.weight() : null;
  }

  private String[] detailed(Node node) {
    String operator = node.op().kind().row().name();
    String shape = model.shape(node.name()).toString();
    if (weight(node) == null) {
      return new String[] {node.name(), operator, shape, "", "", "", ""};
    }
    String[] brief = brief(node);
    return new String[] {brief[0], operator, brief[1], brief[2], brief[3], brief[4], brief[5]};
  }

  /** Of a node with weights. */
  private String[] brief(Node node) {
    Tensor weight = weight(node);
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
            .filter(node -> weight(node) == null)
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
      fields.put("output", ModelEnds.extents(model.shape(node.name())));
      Tensor weight = weight(node);
      if (weight != null) {
        fields.put("shape", node.op().tensors().get(0).shape().toArray());
        fields.put("total", weight.shape().size());
        fields.put("nonZero", weight.nonZeros());
        fields.put("smallest", storage(node, weight));
      }
      nodes.add(fields);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", model.name());
    ModelEnds.json(model, json);
    json.put("total", total);
    json.put("nonZero", nonZero);
    json.put("nodes", nodes);
    json.put("metadata", model.metadata());
    return json;
  }
}
