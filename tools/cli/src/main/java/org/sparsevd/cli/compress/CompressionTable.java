package org.sparsevd.cli.compress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.Table;
import org.sparsevd.compress.CompressionReport;
import org.sparsevd.compress.LayerReport;
import org.sparsevd.compress.PassLine;
import org.sparsevd.report.LogAlphaHistogram;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;

/** A {@link CompressionReport} as people and as machines read it. */
public final class CompressionTable {
  private final CompressionReport report;

  public CompressionTable(CompressionReport report) {
    this.report = report;
  }

  /** One row per layer, the totals, and a line per pass. */
  public String text() {
    Table table =
        new Table(
            "layer",
            "shape",
            "weights",
            "non-zero",
            "sparsity %",
            "dense",
            "csr",
            "bitmask",
            "coded",
            "entropy",
            "stored",
            "as",
            "ratio");
    for (LayerReport layer : report.layers()) {
      table.row(
          layer.name(),
          layer.shape().toString(),
          Numbers.count(layer.total()),
          Numbers.count(layer.nonZero()),
          Numbers.percent(layer.sparsityPercent()),
          Numbers.bytes(layer.bytesDense()),
          Numbers.bytes(layer.bytesCsr()),
          Numbers.bytes(layer.bytesBitmask()),
          coded(layer.bytesCoded()),
          coded(layer.bytesEntropy()),
          Numbers.bytes(layer.bytesStored()),
          layer.format().name().toLowerCase(Locale.ROOT),
          ratio(layer.bytesDense(), layer.bytesStored()));
    }
    table.row(
        "total",
        "",
        Numbers.count(report.total()),
        Numbers.count(report.nonZero()),
        Numbers.percent(100.0 * (report.total() - report.nonZero()) / Math.max(1, report.total())),
        Numbers.bytes(report.bytesDense()),
        Numbers.bytes(report.bytesCsr()),
        Numbers.bytes(report.bytesBitmask()),
        coded(report.bytesCoded()),
        coded(report.bytesEntropy()),
        Numbers.bytes(report.bytesStored()),
        "",
        ratio(report.bytesDense(), report.bytesStored()));
    StringBuilder text = new StringBuilder(table.toString()).append(System.lineSeparator());
    for (PassLine pass : report.passes()) {
      text.append(pass.pass()).append(": ").append(pass.effect()).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** The same as fields. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("parameters", parameters());
    json.put("layers", layers(Map.of()));
    json.put("passes", report.passes());
    return json;
  }

  public Report.Parameters parameters() {
    return new Report.Parameters(report.total(), report.nonZero(), report.compression());
  }

  /**
   * The layers of {@code report.json}.
   *
   * @param logAlpha by layer; layers may be missing
   */
  public List<Report.Layer> layers(Map<String, LogAlphaHistogram> logAlpha) {
    List<Report.Layer> layers = new ArrayList<>();
    for (LayerReport layer : report.layers()) {
      layers.add(
          new Report.Layer(
              layer.name(),
              layer.shape().toArray(),
              layer.total(),
              layer.nonZero(),
              layer.sparsityPercent(),
              new Report.Bytes(
                  layer.bytesDense(),
                  layer.bytesCsr(),
                  layer.bytesBitmask(),
                  layer.bytesCoded(),
                  layer.bytesEntropy(),
                  layer.bytesStored()),
              logAlpha.get(layer.name())));
    }
    return layers;
  }

  private static String coded(long bytes) {
    return bytes == 0 ? "-" : Numbers.bytes(bytes);
  }

  private static String ratio(long dense, long stored) {
    return stored == 0 ? "-" : Numbers.ratio((double) dense / stored);
  }
}
