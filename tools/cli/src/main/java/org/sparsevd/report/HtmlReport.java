package org.sparsevd.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sparsevd.report.film.FilmPicture;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;

/** {@code report.html}: one file that needs nothing else, no script, light and dark. */
public final class HtmlReport {
  private final Report report;
  private final WeightPicture before;
  private final WeightPicture after;
  private final List<FilmPicture> film;
  private final Page page;

  private HtmlReport(
      Report report, WeightPicture before, WeightPicture after, List<FilmPicture> film) {
    this.film = film;
    this.report = report;
    this.before = before;
    this.after = after;
    String title = report.network() + " on " + report.dataset().name();
    page = new Page(title + " - SparseVD report", title);
  }

  /**
   * The page as UTF-8.
   *
   * @param before the first layer's weights before they were thresholded
   * @param after the same weights at the end
   * @param film how weights went by epoch; empty where nobody filmed
   */
  public static byte[] encode(
      Report report, WeightPicture before, WeightPicture after, List<FilmPicture> film) {
    return new HtmlReport(report, before, after, film).page();
  }

  private byte[] page() {
    summary();
    history();
    layers();
    logAlpha();
    pictures();
    files();
    verification();
    environment();
    return page.encode();
  }

  private void summary() {
    page.add("<p class='lead'>Trained by ")
        .add(method())
        .add(" for ")
        .add(report.epochs())
        .add(report.epochs() == 1 ? " epoch" : " epochs")
        .add(", seed ")
        .add(report.seed())
        .add(report.paper() ? ", with the paper's own schedule" : "")
        .add(".</p>\n<section class='tiles'>\n");
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
            Html.escape(file.path()) + ", " + Numbers.ratio(file.ratio()) + " smaller than dense");
      }
    }
    double seconds = 0;
    for (double stage : report.seconds().values()) {
      seconds += stage;
    }
    tile(Numbers.seconds(seconds), "from data to files");
    page.add("</section>\n");
  }

  /** Reports of earlier versions do not tell it. */
  private String method() {
    String method = report.method();
    return method == null || method.equals("sparse-vd")
        ? "Sparse Variational Dropout"
        : "the method " + Html.escape(method);
  }

  private void tile(String value, String label) {
    page.add("<div class='tile'><b>").add(value).add("</b><span>").add(label);
    page.add("</span></div>\n");
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
    page.add("<h2>Training</h2>\n<div class='pair'>\n<figure>\n")
        .add(new LineChart("Test error by epoch", "error", epochs, errors, errorTop).svg(" %"))
        .add("\n<figcaption>Test error in percent of the thresholded net, by epoch")
        .add("</figcaption></figure>\n<figure>\n")
        .add(new LineChart("Compression by epoch", "ratio", epochs, ratios, largestRatio).svg("x"))
        .add("\n<figcaption>Weights divided by non-zero weights, by epoch</figcaption>")
        .add("</figure>\n</div>\n");
  }

  private void layers() {
    page.add("<h2>Layers</h2>\n<div class='pair'>\n<figure>\n")
        .add(LayerCharts.sparsity(report.layers()))
        .add("\n<figcaption>Zeros, in percent of a layer's weights</figcaption></figure>\n")
        .add("<figure>\n")
        .add(LayerCharts.bytes(report.layers()))
        .add("\n<figcaption>Bytes of the weights in each storage, and as stored in the file")
        .add(" after dead units left</figcaption></figure>\n</div>\n");
    page.openTable(
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
      page.row(
          Html.escape(layer.name()),
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
    page.closeTable();
    quantisation();
  }

  private void quantisation() {
    Report.Quantisation quantisation = report.quantisation();
    if (quantisation == null) {
      return;
    }
    page.add("<p>The compact file is quantised: on the last ")
        .add(Numbers.count(quantisation.validationImages()))
        .add(" training images")
        .add(quantisation.trainedOn() ? ", on which the net was trained, too," : "")
        .add(" its error is ")
        .add(Numbers.percent(quantisation.errorAfterPercent()))
        .add(" %, before ")
        .add(Numbers.percent(quantisation.errorBeforePercent()))
        .add(" %. Entropy is what a code without contexts would need at least.</p>\n");
  }

  private void logAlpha() {
    page.add("<h2>Log alpha</h2>\n<p>Weights by the logarithm of their dropout noise (height in")
        .add(
            " powers of ten). Right of the line at 3 a weight is noise and leaves the net; what"
                + " left it during training stands at the right end.</p>")
        .add("\n<div class='cards'>\n");
    for (Report.Layer layer : report.layers()) {
      if (layer.logAlpha() != null) {
        page.add("<figure>\n")
            .add(LayerCharts.logAlpha(layer.logAlpha()))
            .add("\n<figcaption>")
            .add(Html.escape(layer.name()))
            .add("</figcaption></figure>\n");
      }
    }
    page.add("</div>\n");
  }

  private void pictures() {
    page.add("<h2>Weights of the first layer</h2>\n<p>One small image per unit: red above zero,")
        .add(" blue below, empty where the weight is zero.</p>\n<div class='pair'>\n");
    picture(before);
    picture(after);
    page.add("</div>\n");
    if (!film.isEmpty()) {
      page.add("<h2>Film</h2>\n<p>Weights by epoch, what the threshold left out being empty. Who")
          .add(" asks the system for less motion sees the last epoch.</p>\n<div class='pair'>\n");
      film.forEach(this::moving);
      page.add("</div>\n");
    }
  }

  private void moving(FilmPicture picture) {
    String caption = Html.escape(picture.view().caption());
    String still = "(prefers-reduced-motion: reduce)";
    String dark = "(prefers-color-scheme: dark)";
    page.add("<figure class='film'><picture>\n");
    source(still + " and " + dark, "png", picture.darkStill());
    source(still, "png", picture.lightStill());
    source(dark, "gif", picture.darkGif());
    page.add("<img alt='").add(caption).add("' width='").add(picture.width());
    page.add("' height='").add(picture.height()).add("' src='");
    page.add(dataUri("gif", picture.lightGif())).add("'></picture>\n<figcaption>");
    page.add(caption).add("</figcaption></figure>\n");
  }

  private void source(String media, String type, byte[] image) {
    page.add("<source media='").add(media).add("' srcset='").add(dataUri(type, image));
    page.add("'>\n");
  }

  private static String dataUri(String type, byte[] image) {
    return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(image);
  }

  private void picture(WeightPicture picture) {
    String caption = Html.escape(picture.caption());
    page.add("<figure><img alt='")
        .add(caption)
        .add("' width='")
        .add(picture.width())
        .add("' height='")
        .add(picture.height())
        .add("' src='")
        .add(picture.dataUri())
        .add("'>\n<figcaption>")
        .add(caption)
        .add("</figcaption></figure>\n");
  }

  private void files() {
    page.add("<h2>Files</h2>\n");
    page.openTable("File", "Bytes", "Smaller than dense float32");
    for (Report.FileEntry file : report.files()) {
      page.row(Html.escape(file.path()), Numbers.count(file.bytes()), Numbers.ratio(file.ratio()));
    }
    page.closeTable();
  }

  private void verification() {
    page.add("<h2>Verification</h2>\n<p>Every form of the net over the whole test set, compared")
        .add(" with the checkpoint, or where it is quantised with another runtime on the same")
        .add(" weights.</p>\n");
    page.openTable(
        "Form", "Compared with", "Test error %", "Largest logit difference", "Same class %");
    for (Report.Target target : report.verification()) {
      page.row(
          Html.escape(target.target()),
          Html.escape(target.reference()),
          Numbers.percent(target.testErrorPercent()),
          Numbers.difference(target.maxAbsDifference()),
          Numbers.percent(100 * target.top1Agreement()));
    }
    page.closeTable();
  }

  private void environment() {
    page.add("<h2>How it was made</h2>\n");
    page.openTable("What", "Value");
    page.row("tool", Html.escape(report.tool()));
    page.row("data set SHA-256", "<code>" + Html.escape(report.dataset().sha256()) + "</code>");
    for (Map.Entry<String, Double> stage : report.seconds().entrySet()) {
      page.row("time: " + Html.escape(stage.getKey()), Numbers.seconds(stage.getValue()));
    }
    for (Map.Entry<String, String> entry : report.environment().entrySet()) {
      page.row(Html.escape(entry.getKey()), Html.escape(entry.getValue()));
    }
    page.closeTable();
  }

  private static String shape(int[] dims) {
    StringBuilder text = new StringBuilder();
    for (int dim : dims) {
      text.append(text.length() == 0 ? "" : " x ").append(dim);
    }
    return text.toString();
  }
}
