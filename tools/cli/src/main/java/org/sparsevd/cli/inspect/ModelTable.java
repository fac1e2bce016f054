package org.sparsevd.cli.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.Table;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Tensor;
import org.sparsevd.report.Numbers;
import org.sparsevd.sparse.TensorCodec;

/** The nodes of a model as people and as machines read them. */
public final class ModelTable {
  private final Model model;

  public ModelTable(Model model) {
    this.model = model;
  }

  /** One row per node, then the metadata. */
  public String text() {
    Table table =
        new Table("node", "operator", "output", "weights", "non-zero", "sparsity %", "smallest as");
    table.row(Model.INPUT, "", model.inputShape().toString(), "", "", "", "");
    for (Node node : model.nodes()) {
      String operator = node.op().kind().row().name();
      String shape = model.shape(node.name()).toString();
      if (node.op() instanceof Op.Weighted layer) {
        Tensor weight = layer.weight();
        table.row(
            node.name(),
            operator,
            shape,
            Numbers.count(weight.shape().size()),
            Numbers.count(weight.nonZeros()),
            Numbers.percent(100 * (1 - weight.density())),
            storage(weight));
      } else {
        table.row(node.name(), operator, shape, "", "", "", "");
      }
    }
    StringBuilder text = new StringBuilder(table.toString());
    model.metadata().forEach((key, value) -> text.append(key + " = " + value + "\n"));
    return text.toString();
  }

  /** What takes the fewest bytes, which is what a file holds unless {@code --format} forced one. */
  private static String storage(Tensor weight) {
    return QuantizedTensor.exact(weight)
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
        fields.put("smallest", storage(layer.weight()));
      }
      nodes.add(fields);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", model.name());
    json.put("input", model.inputShape().toArray());
    json.put("nodes", nodes);
    json.put("metadata", model.metadata());
    return json;
  }
}
