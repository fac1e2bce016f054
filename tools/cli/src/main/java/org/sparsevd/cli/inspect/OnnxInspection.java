package org.sparsevd.cli.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.io.Failures;
import org.sparsevd.cli.io.Largest;
import org.sparsevd.cli.io.Table;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.ImportOptions;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;

/** What is in an ONNX file: its layers as in any other file, and what each profile would save. */
public final class OnnxInspection {
  private static final int MOST_METADATA = 2;
  private static final int LONGEST_INPUTS = 30;
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final Path path;
  private final long bytes;
  private final OnnxSummary summary;
  private final ImportOptions options;
  private final boolean verbose;

  /**
   * Reads what the file says about itself.
   *
   * @param options what is said of it
   * @param verbose whether everything is told, not only what fits a screen
   * @throws IOException if it is no ONNX file or larger than they can be
   */
  public OnnxInspection(Path path, ImportOptions options, boolean verbose) throws IOException {
    this.path = path;
    this.options = options;
    this.bytes = Files.size(path);
    this.verbose = verbose;
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
      layers(OnnxImporter.read(path, options, notice -> {}), json, text);
    } catch (OnnxException e) {
      json.put("notSupported", e.getMessage());
      text.append("\ncannot be compressed: ");
      Failures.lines(e.getMessage()).forEach(line -> text.append(line).append('\n'));
      text.append('\n').append(graph());
    }
  }

  private void layers(Model model, Map<String, Object> json, StringBuilder text) {
    ModelTable table = new ModelTable(model, verbose);
    json.putAll(table.json());
    text.append(table.text()).append('\n');
    profiles(model, json, text);
  }

  /** Eight profiles in four lines. */
  private void profiles(Model model, Map<String, Object> json, StringBuilder text) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    List<String[]> cells = new ArrayList<>();
    for (OnnxProfile profile : OnnxProfile.all()) {
      String[] cell = {profile.toString(), "not possible", "-"};
      try {
        Optional<ActivationRanges> ranges =
            profile.int8()
                ? Optional.of(ActivationRanges.none(profile.shape(model)))
                : Optional.empty();
        OnnxSettings settings = new OnnxSettings(profile, false, Optional.empty(), ranges);
        long size = OnnxExporter.size(model, settings);
        sizes.put(profile.toString(), size);
        cell[1] = Numbers.bytes(size);
        cell[2] = Numbers.ratio((double) bytes / size);
      } catch (IllegalArgumentException e) {
        // Over 2 GiB, or ONNX has no such file of this net.
        sizes.put(profile.toString(), null);
      }
      cells.add(cell);
    }
    Table table = new Table("as ONNX", "bytes", "smaller", "as ONNX", "bytes", "smaller");
    int half = cells.size() / 2;
    for (int i = 0; i < half; i++) {
      String[] left = cells.get(i);
      String[] right = cells.get(i + half);
      table.row(left[0], left[1], left[2], right[0], right[1], right[2]);
    }
    json.put("profileBytes", sizes);
    text.append(table.fitting());
  }

  /** Nodes and constants as the file has them, where a net of ours cannot hold them. */
  private String graph() {
    Largest<OnnxSummary.Step> some = Largest.of(summary.nodes(), node -> 0, verbose);
    Table nodes = new Table("node", "operator", "inputs");
    for (OnnxSummary.Step node : some.shown()) {
      String inputs = String.join(" ", node.inputs());
      nodes.row(node.name(), node.operator(), verbose ? inputs : cut(inputs));
    }
    Largest<OnnxSummary.Constant> large =
        Largest.of(summary.constants(), OnnxInspection::values, verbose);
    Table constants = new Table("constant", "shape", "values", "non-zero", "bytes", "stored as");
    for (OnnxSummary.Constant constant : large.shown()) {
      constants.row(
          constant.name(),
          constant.shape().toString(),
          Numbers.count(values(constant)),
          constant.nonZero() < 0 ? "" : Numbers.count(constant.nonZero()),
          Numbers.count(constant.bytes()),
          constant.sparse() ? "sparse" : "dense");
    }
    List<String> metadata = new ArrayList<>();
    summary.metadata().forEach((key, value) -> metadata.add(key + " = " + value));
    return table(nodes, some.rest().size(), "nodes")
        + "\n"
        + table(constants, large.rest().size(), "constants")
        + Lines.of(metadata, MOST_METADATA, verbose, "entries of metadata");
  }

  private static long values(OnnxSummary.Constant constant) {
    return constant.shape().stream().reduce(1L, (a, b) -> a * b);
  }

  private String table(Table table, int left, String what) {
    String text = verbose ? table.toString() : table.fitting();
    return left == 0 ? text : text + "and " + left + " more " + what + "; --verbose lists all\n";
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_INPUTS ? text : text.substring(0, LONGEST_INPUTS) + "...";
  }
}
