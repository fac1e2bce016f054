package org.sparsevd.cli.compress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Largest;
import org.sparsevd.cli.io.Table;
import org.sparsevd.compress.CompressionReport;
import org.sparsevd.compress.LayerReport;
import org.sparsevd.compress.PassLine;
import org.sparsevd.report.LogAlphaHistogram;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;

/** A {@link CompressionReport} as people and as machines read it. */
public final class CompressionTable {
  private static final String TOTAL = "total";

  private final CompressionReport report;

  public CompressionTable(CompressionReport report) {
    this.report = report;
  }

  /**
   * The totals, a row per layer, and a line per pass.
   *
   * @param verbose every layer, and what each format would take; else what fits a screen
   */
  public String text(boolean verbose) {
    Largest<LayerReport> largest = Largest.of(report.layers(), LayerReport::total, verbose);
    Table table = verbose ? detailed() : brief(largest.shown());
    StringBuilder text = new StringBuilder(verbose ? table.toString() : table.fitting());
    if (!largest.rest().isEmpty()) {
      text.append("and " + largest.rest().size() + " smaller layers; --verbose lists all\n");
    }
    text.append(System.lineSeparator());
    for (PassLine pass : report.passes()) {
      String line = pass.pass() + ": " + pass.effect();
      text.append(verbose ? line : Table.fitting(line)).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** Says so where no weight is left, which is smaller than anyone can want. */
  public void warnIfEmpty(Console output) {
    if (report.nonZero() == 0 && report.total() > 0) {
      output.notice(
          "note: 0 of "
              + Numbers.count(report.total())
              + " weights are left: the net gives every input the same answer");
    }
  }

  private Table brief(List<LayerReport> layers) {
    Table table = new Table("layer", "shape", "weights", "non-zero", "stored", "ratio");
    table.row(
        TOTAL,
        "",
        Numbers.count(report.total()),
        Numbers.count(report.nonZero()),
        Numbers.bytes(report.bytesStored()),
        ratio(report.bytesDense(), report.bytesStored()));
    for (LayerReport layer : layers) {
      table.row(
          layer.name(),
          layer.shape().toString(),
          Numbers.count(layer.total()),
          Numbers.count(layer.nonZero()),
          Numbers.bytes(layer.bytesStored()),
          ratio(layer.bytesDense(), layer.bytesStored()));
    }
    return table;
  }

  private String zeros() {
    return Numbers.percent(
        100.0 * (report.total() - report.nonZero()) / Math.max(1, report.total()));
  }

  private Table detailed() {
    Table table =
        new Table(
            "layer",
            "shape",
            "weights",
            "non-zero",
            "zero %",
            "dense",
            "csr",
            "bitmask",
            "coded",
            "entropy",
            "stored",
            "as",
            "ratio");
    table.row(
        TOTAL,
        "",
        Numbers.count(report.total()),
        Numbers.count(report.nonZero()),
        zeros(),
        Numbers.bytes(report.bytesDense()),
        Numbers.bytes(report.bytesCsr()),
        Numbers.bytes(report.bytesBitmask()),
        coded(report.bytesCoded()),
        coded(report.bytesEntropy()),
        Numbers.bytes(report.bytesStored()),
        "",
        ratio(report.bytesDense(), report.bytesStored()));
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
    return table;
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
