package org.sparsevd.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code report.html}: one file that needs nothing else, no script, light and dark. */
public final class HtmlReport {
  private final Report report;
  private final WeightPicture before;
  private final WeightPicture after;
  private final StringBuilder html = new StringBuilder();

  private HtmlReport(Report report, WeightPicture before, WeightPicture after) {
    this.report = report;
    this.before = before;
    this.after = after;
  }

  /**
   * The page as UTF-8.
   *
   * @param before the first layer's weights before they were thresholded
   * @param after the same weights at the end
   */
  public static byte[] encode(Report report, WeightPicture before, WeightPicture after) {
    return new HtmlReport(report, before, after).page().getBytes(StandardCharsets.UTF_8);
  }

  private String page() {
    String title = escape(report.network()) + " on " + escape(report.dataset().name());
    html.append("<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n")
        .append("<meta name='viewport' content='width=device-width, initial-scale=1'>\n")
        .append("<title>")
        .append(title)
        .append(" - SparseVD report</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n<h1>")
        .append(title)
        .append("</h1>\n");
    summary();
    history();
    layers();
    logAlpha();
    pictures();
    files();
    verification();
    environment();
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private void summary() {
    html.append("<p class='lead'>Trained by Sparse Variational Dropout for ")
        .append(report.epochs())
        .append(report.epochs() == 1 ? " epoch" : " epochs")
        .append(", seed ")
        .append(report.seed())
        .append(report.paper() ? ", with the paper's own schedule" : "")
        .append(".</p>\n<section class='tiles'>\n");
    Report.Parameters parameters = report.parameters();
    tile(Numbers.percent(report.testErrorPercent()) + " %", "test error");
    tile(
        Numbers.ratio(parameters.compression()),
        "fewer weights: "
            + Numbers.count(parameters.nonZero())
            + " of "
            + Numbers.count(parameters.total()));
    for (Report.FileEntry file : report.files()) {
      if (file.path().endsWith(".spvd")) {
        tile(
            Numbers.bytes(file.bytes()),
            escape(file.path()) + ", " + Numbers.ratio(file.ratio()) + " smaller than dense");
      }
    }
    double seconds = 0;
    for (double stage : report.seconds().values()) {
      seconds += stage;
    }
    tile(Numbers.seconds(seconds), "from data to files");
    html.append("</section>\n");
  }

  private void tile(String value, String label) {
    html.append("<div class='tile'><b>").append(value).append("</b><span>").append(label);
    html.append("</span></div>\n");
  }

  private void history() {
    if (report.history().isEmpty()) {
      return;
    }
    List<Integer> epochs = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double largestRatio = 1;
    for (Report.Epoch epoch : report.history()) {
      epochs.add(epoch.epoch());
      errors.add(epoch.testErrorPercent());
      ratios.add(epoch.compression());
      if (Double.isFinite(epoch.compression())) {
        largestRatio = Math.max(largestRatio, epoch.compression());
      }
    }
    // The first epochs start from chance: the scale is that of what comes after them.
    double errorTop = 0;
    for (double error : errors.subList(errors.size() / 10, errors.size())) {
      errorTop = Math.max(errorTop, 1.1 * error);
    }
    html.append("<h2>Training</h2>\n<div class='pair'>\n<figure>\n")
        .append(new LineChart("Test error by epoch", "error", epochs, errors, errorTop).svg(" %"))
        .append("\n<figcaption>Test error in percent of the thresholded net, by epoch")
        .append("</figcaption></figure>\n<figure>\n")
        .append(
            new LineChart("Compression by epoch", "ratio", epochs, ratios, largestRatio).svg("x"))
        .append("\n<figcaption>Weights divided by non-zero weights, by epoch</figcaption>")
        .append("</figure>\n</div>\n");
  }

  private void layers() {
    html.append("<h2>Layers</h2>\n<div class='pair'>\n<figure>\n")
        .append(LayerCharts.sparsity(report.layers()))
        .append("\n<figcaption>Zeros, in percent of a layer's weights</figcaption></figure>\n")
        .append("<figure>\n")
        .append(LayerCharts.bytes(report.layers()))
        .append("\n<figcaption>Bytes of the weights in each storage, and as stored in the file")
        .append(" after dead units left</figcaption></figure>\n</div>\n");
    openTable(
        "Layer",
        "Shape",
        "Weights",
        "Non-zero",
        "Sparsity %",
        "Dense",
        "CSR",
        "Bitmask",
        "Coded",
        "Entropy",
        "Stored");
    for (Report.Layer layer : report.layers()) {
      row(
          escape(layer.name()),
          shape(layer.shape()),
          Numbers.count(layer.total()),
          Numbers.count(layer.nonZero()),
          Numbers.percent(layer.sparsityPercent()),
          Numbers.bytes(layer.bytes().dense()),
          Numbers.bytes(layer.bytes().csr()),
          Numbers.bytes(layer.bytes().bitmask()),
          Numbers.bytes(layer.bytes().coded()),
          Numbers.bytes(layer.bytes().entropy()),
          Numbers.bytes(layer.bytes().stored()));
    }
    closeTable();
    quantisation();
  }

  private void quantisation() {
    Report.Quantisation quantisation = report.quantisation();
    if (quantisation == null) {
      return;
    }
    html.append("<p>The compact file is quantised: on the last ")
        .append(Numbers.count(quantisation.validationImages()))
        .append(" training images")
        .append(quantisation.trainedOn() ? ", on which the net was trained, too," : "")
        .append(" its error is ")
        .append(Numbers.percent(quantisation.errorAfterPercent()))
        .append(" %, before ")
        .append(Numbers.percent(quantisation.errorBeforePercent()))
        .append(" %. Entropy is what a code without contexts would need at least.</p>\n");
  }

  private void logAlpha() {
    html.append("<h2>Log alpha</h2>\n<p>Weights by the logarithm of their dropout noise (height in")
        .append(
            " powers of ten). Right of the line at 3 a weight is noise and leaves the net; what"
                + " left it during training stands at the right end.</p>")
        .append("\n<div class='cards'>\n");
    for (Report.Layer layer : report.layers()) {
      if (layer.logAlpha() != null) {
        html.append("<figure>\n")
            .append(LayerCharts.logAlpha(layer.logAlpha()))
            .append("\n<figcaption>")
            .append(escape(layer.name()))
            .append("</figcaption></figure>\n");
      }
    }
    html.append("</div>\n");
  }

  private void pictures() {
    html.append("<h2>Weights of the first layer</h2>\n<p>One small image per unit: red above zero,")
        .append(" blue below, empty where the weight is zero.</p>\n<div class='pair'>\n");
    picture(before);
    picture(after);
    html.append("</div>\n");
  }

  private void picture(WeightPicture picture) {
    String caption = escape(picture.caption());
    html.append("<figure><img alt='")
        .append(caption)
        .append("' width='")
        .append(picture.width())
        .append("' height='")
        .append(picture.height())
        .append("' src='")
        .append(picture.dataUri())
        .append("'>\n<figcaption>")
        .append(caption)
        .append("</figcaption></figure>\n");
  }

  private void files() {
    html.append("<h2>Files</h2>\n");
    openTable("File", "Bytes", "Smaller than dense float32");
    for (Report.FileEntry file : report.files()) {
      row(escape(file.path()), Numbers.count(file.bytes()), Numbers.ratio(file.ratio()));
    }
    closeTable();
  }

  private void verification() {
    html.append("<h2>Verification</h2>\n<p>Every form of the net over the whole test set, compared")
        .append(" with the checkpoint, or where it is quantised with another runtime on the same")
        .append(" weights.</p>\n");
    openTable("Form", "Compared with", "Test error %", "Largest logit difference", "Same class %");
    for (Report.Target target : report.verification()) {
      row(
          escape(target.target()),
          escape(target.reference()),
          Numbers.percent(target.testErrorPercent()),
          Numbers.difference(target.maxAbsDifference()),
          Numbers.percent(100 * target.top1Agreement()));
    }
    closeTable();
  }

  private void environment() {
    html.append("<h2>How it was made</h2>\n");
    openTable("What", "Value");
    row("tool", escape(report.tool()));
    row("data set SHA-256", "<code>" + escape(report.dataset().sha256()) + "</code>");
    for (Map.Entry<String, Double> stage : report.seconds().entrySet()) {
      row("time: " + escape(stage.getKey()), Numbers.seconds(stage.getValue()));
    }
    for (Map.Entry<String, String> entry : report.environment().entrySet()) {
      row(escape(entry.getKey()), escape(entry.getValue()));
    }
    closeTable();
  }

  private void openTable(String... headings) {
    html.append("<div class='scroll'><table>\n<tr>");
    for (String heading : headings) {
      html.append("<th>").append(heading).append("</th>");
    }
    html.append("</tr>\n");
  }

  private void row(String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(cell).append("</td>");
    }
    html.append("</tr>\n");
  }

  private void closeTable() {
    html.append("</table></div>\n");
  }

  private static String shape(int[] dims) {
    StringBuilder text = new StringBuilder();
    for (int dim : dims) {
      text.append(text.length() == 0 ? "" : " x ").append(dim);
    }
    return text.toString();
  }

  /** Text as HTML and attribute content. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
