package org.sparsevd.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.sparsevd.report.page.Html;
import org.sparsevd.report.page.Page;

/**
 * A page on which people try a net: what lies beside this class as {@code NAME.html} and {@code
 * NAME.js}.
 *
 * @param values put in the place of {@code {NAME}}; text
 */
record TryPage(String name, Map<String, String> values) {

  /** The page. */
  byte[] html(String title) {
    String content = resource(name + ".html");
    for (Map.Entry<String, String> value : values.entrySet()) {
      content = content.replace("{" + value.getKey() + "}", Html.escape(value.getValue()));
    }
    return new Page(title, title)
        .add("<style>\n")
        .add(resource("try.css"))
        .add("</style>\n")
        .add(content)
        .add("<script src='try.js'></script>\n")
        .encode();
  }

  /** Its script. */
  byte[] script() {
    return resource(name + ".js").getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String file) {
    try (InputStream in = TryPage.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
