package org.sparsevd.cli.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.io.Table;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;

/** What is in an ONNX file: its layers as in any other file, and what each profile would save. */
public final class OnnxInspection {
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final Path path;
  private final long bytes;
  private final OnnxSummary summary;

  /**
   * Reads what the file says about itself.
   *
   * @throws IOException if it is no ONNX file or larger than they can be
   */
  public OnnxInspection(Path path) throws IOException {
    this.path = path;
    this.bytes = Files.size(path);
    if (bytes > MOST_BYTES) {
      throw new IOException(path + ": ONNX files end at 2 GiB, this has " + bytes);
    }
    try {
      summary = OnnxSummary.read(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** Writes what was found into both, for machines and for people. */
  public void describe(Map<String, Object> json, StringBuilder text) throws IOException {
    json.put("onnx", summary);
    text.append(
        String.format(
            "written by %s, IR version %d, operator set %d%n",
            summary.producer().isEmpty() ? "an unnamed program" : summary.producer(),
            summary.irVersion(),
            summary.opset()));
    if (!summary.intact()) {
      text.append("NOT the graph that SparseVD wrote: damaged, or edited since\n");
    }
    try {
      layers(OnnxImporter.read(path), json, text);
    } catch (OnnxException e) {
      json.put("notSupported", e.getMessage());
      text.append("\ncannot be compressed: ").append(e.getMessage()).append("\n\n").append(graph());
      summary.metadata().forEach((key, value) -> text.append(key + " = " + value + "\n"));
    }
  }

  private void layers(Model model, Map<String, Object> json, StringBuilder text) {
    ModelTable table = new ModelTable(model);
    json.putAll(table.json());
    text.append('\n').append(table.text()).append('\n');
    long total = 0;
    long nonZero = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        total += layer.weight().shape().size();
        nonZero += layer.weight().nonZeros();
      }
    }
    double percent = total == 0 ? 0 : 100.0 * (total - nonZero) / total;
    json.put("total", total);
    json.put("nonZero", nonZero);
    text.append(
        String.format(
            "%s of %s weights are zero, %s %%%n%n",
            Numbers.count(total - nonZero), Numbers.count(total), Numbers.percent(percent)));
    profiles(model, json, text);
  }

  private void profiles(Model model, Map<String, Object> json, StringBuilder text) {
    Table table = new Table("profile", "bytes", "this file / it");
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (OnnxProfile profile : OnnxProfile.all()) {
      Optional<ActivationRanges> ranges =
          profile.int8()
              ? Optional.of(ActivationRanges.none(profile.shape(model)))
              : Optional.empty();
      OnnxSettings settings = new OnnxSettings(profile, false, Optional.empty(), ranges);
      long size = OnnxExporter.export(model, settings).length;
      sizes.put(profile.toString(), size);
      table.row(profile.toString(), Numbers.bytes(size), Numbers.ratio((double) bytes / size));
    }
    json.put("profileBytes", sizes);
    text.append(table);
  }

  /** Nodes and constants as the file has them, where a net of ours cannot hold them. */
  private String graph() {
    Table nodes = new Table("node", "operator", "inputs");
    for (OnnxSummary.Step node : summary.nodes()) {
      nodes.row(node.name(), node.operator(), String.join(" ", node.inputs()));
    }
    Table constants = new Table("constant", "shape", "values", "non-zero", "bytes", "stored as");
    for (OnnxSummary.Constant constant : summary.constants()) {
      long values = constant.shape().stream().reduce(1L, (a, b) -> a * b);
      constants.row(
          constant.name(),
          constant.shape().toString(),
          Numbers.count(values),
          constant.nonZero() < 0 ? "" : Numbers.count(constant.nonZero()),
          Numbers.count(constant.bytes()),
          constant.sparse() ? "sparse" : "dense");
    }
    return nodes + "\n" + constants;
  }
}
