package org.sparsevd.cli.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.Largest;
import org.sparsevd.cli.io.Table;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.int8.ByteLayers;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.compress.weight.WeightTensors;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.report.Numbers;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Step;
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
  private final Map<String, List<WeightTensor>> weights = new HashMap<>();
  private final Set<String> inBytes;
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
    this.inBytes = ByteLayers.of(model);
    for (WeightTensor weight : WeightTensors.of(model).values()) {
      weights.computeIfAbsent(weight.node().name(), name -> new ArrayList<>()).add(weight);
      total += weight.tensor().shape().size();
      nonZero += weight.tensor().nonZeros();
    }
  }

  /** The totals, the nodes, and the metadata. */
  public String text() {
    StringBuilder text = new StringBuilder(totals()).append('\n');
    boolean all = verbose || model.nodes().size() <= Largest.ROWS;
    List<Node> nodes = model.nodes().stream().filter(node -> all || weights(node) > 0).toList();
    Largest<Node> largest = Largest.of(nodes, this::weights, all);
    Table table = all ? new Table(DETAILED) : new Table(BRIEF);
    largest.shown().forEach(node -> table.row(all ? detailed(node) : brief(node)));
    text.append(verbose ? table.toString() : table.fitting());
    if (!largest.rest().isEmpty()) {
      long more = largest.rest().stream().mapToLong(this::weights).sum();
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
        "%s%n%s of %s weights are zero, %s %%; %s%n%s",
        ModelEnds.text(model, verbose),
        Numbers.count(total - nonZero),
        Numbers.count(total),
        Numbers.percent(percent),
        nonZero == 0 && total > 0
            ? "NONE is left: every input gets the same answer"
            : Numbers.count(nonZero) + " are left",
        bytes());
  }

  /** How many layers are in 8 bits; empty where none is. */
  private String bytes() {
    long layers = model.nodes().stream().filter(node -> node.op() instanceof Op.Weighted).count();
    return inBytes.isEmpty()
        ? ""
        : String.format(
            "%s of %s layers compute in 8 bits%n",
            Numbers.count(inBytes.size()), Numbers.count(layers));
  }

  private long weights(Node node) {
    return weightsOf(node).stream().mapToLong(weight -> weight.tensor().shape().size()).sum();
  }

  private long nonZeros(Node node) {
    return weightsOf(node).stream().mapToLong(weight -> weight.tensor().nonZeros()).sum();
  }

  /** What a node has of the tensors that compression works on. */
  private List<WeightTensor> weightsOf(Node node) {
    return weights.getOrDefault(node.name(), List.of());
  }

  private String[] detailed(Node node) {
    String operator = node.op().kind().row().name();
    String shape = model.shape(node.name()).toString();
    if (weights(node) == 0) {
      return new String[] {node.name(), operator, shape, "", "", "", ""};
    }
    String[] brief = brief(node);
    return new String[] {brief[0], operator, brief[1], brief[2], brief[3], brief[4], brief[5]};
  }

  /** Of a node with weights. */
  private String[] brief(Node node) {
    long all = weights(node);
    return new String[] {
      node.name(),
      model.shape(node.name()).toString(),
      Numbers.count(all),
      Numbers.count(nonZeros(node)),
      Numbers.percent(100.0 * (all - nonZeros(node)) / all),
      inBytes.contains(node.name()) ? "8 bits, " + storage(node) : storage(node)
    };
  }

  private String withoutWeights() {
    Map<String, Long> counts =
        model.nodes().stream()
            .filter(node -> weights(node) == 0)
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
  private String storage(Node node) {
    return weightsOf(node).stream()
        .map(weight -> storage(weight.matrix(), node.step(weight.number())))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String storage(Tensor weight, Optional<Step> step) {
    return QuantizedTensor.exact(weight, step)
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
      if (weights(node) > 0) {
        fields.put("shape", node.op().tensors().get(0).shape().toArray());
        fields.put("total", weights(node));
        fields.put("nonZero", nonZeros(node));
        fields.put("smallest", storage(node));
        fields.put("int8", inBytes.contains(node.name()));
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
