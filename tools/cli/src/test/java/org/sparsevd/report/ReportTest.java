package org.sparsevd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final WeightPicture PICTURE =
      WeightPicture.draw("picture", new float[] {1, 0, -0.5f, 0, 0, 0.1f, 0, 0}, 2, 2, 1);

  private static String html() {
    return new String(
        HtmlReport.encode(SampleReport.report(), PICTURE, PICTURE, SampleFilm.pictures()),
        StandardCharsets.UTF_8);
  }

  @Test
  void jsonComesBackAsItWas() throws IOException {
    byte[] json = JsonReport.encode(SampleReport.report());
    assertThat(JsonReport.decode(json)).usingRecursiveComparison().isEqualTo(SampleReport.report());
    assertThat(JsonReport.encode(JsonReport.decode(json))).isEqualTo(json);
  }

  @Test
  void jsonHasTheFieldsThatReadersRelyOn() {
    String json = new String(JsonReport.encode(SampleReport.report()), StandardCharsets.UTF_8);
    for (String field :
        new String[] {
          "network",
          "dataset",
          "sha256",
          "seed",
          "epochs",
          "testErrorPercent",
          "parameters",
          "total",
          "nonZero",
          "compression",
          "layers",
          "shape",
          "sparsityPercent",
          "bytes",
          "dense",
          "csr",
          "bitmask",
          "stored",
          "files",
          "path",
          "ratio",
          "verification",
          "target",
          "maxAbsDifference",
          "top1Agreement",
          "seconds",
          "train",
          "compress",
          "export",
          "verify",
          "environment"
        }) {
      assertThat(json).contains("\"" + field + "\" :");
    }
  }

  @Test
  void htmlNeedsNothingElse() {
    assertThat(html())
        .doesNotContain("<script", "http://", "https://", "@import", "<link", "url(")
        .contains("a &lt;b&gt; &amp; &#39;c&#39;")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void everyElementIsClosed() throws Exception {
    String xml =
        html()
            .replace("<!DOCTYPE html>", "")
            .replaceAll("<(meta|img|source)([^>]*)>", "<$1$2/>")
            .replaceAll("(?s)<style>.*?</style>", "");
    javax.xml.parsers.DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new org.xml.sax.InputSource(new StringReader(xml)));
    assertThat(xml).contains("</html>");
  }

  @Test
  void numbersAreTheSameInEveryLocale() {
    String english = html();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(html()).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void histogramCountsEveryWeightOnce() {
    float[] weight = {1, 1, 0, 1e-20f, 1e20f};
    float[] logSigma2 = {-8, 3, -1, 0, -10};
    LogAlphaHistogram histogram = LogAlphaHistogram.of(weight, logSigma2);
    int[] counts = histogram.counts();
    // log alpha: -8, 3, infinite, 92, -102
    assertThat(counts[0]).isEqualTo(2);
    assertThat(counts[(int) (11 / 16.0 * counts.length)]).isEqualTo(1);
    assertThat(counts[counts.length - 1]).isEqualTo(2);
  }

  @Test
  void pictureShowsSignAndSize() throws IOException {
    var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(PICTURE.png()));
    assertThat(image.getWidth()).isEqualTo(PICTURE.width());
    assertThat(image.getHeight()).isEqualTo(PICTURE.height());
    int positive = image.getRGB(1, 1);
    int zero = image.getRGB(2, 1);
    int negative = image.getRGB(1, 2);
    assertThat(positive >>> 24).isEqualTo(255);
    assertThat(zero >>> 24).isZero();
    assertThat(negative >>> 24).isBetween(1, 254);
    assertThat(positive >> 16 & 0xff).isGreaterThan(positive & 0xff);
    assertThat(negative >> 16 & 0xff).isLessThan(negative & 0xff);
  }
}
