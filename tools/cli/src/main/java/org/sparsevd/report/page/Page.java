package org.sparsevd.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A page in the making: frame and style, then whatever is added, in order. */
public final class Page {
  private final StringBuilder html = new StringBuilder();

  /**
   * A page with a heading.
   *
   * @param title of the browser's tab; text, as is {@code heading}
   */
  public Page(String title, String heading) {
    html.append("<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n")
        .append("<meta name='viewport' content='width=device-width, initial-scale=1'>\n")
        .append("<title>")
        .append(Html.escape(title))
        .append("</title>\n<style>\n")
        .append(resource("page.css"))
        .append("</style>\n</head>\n<body>\n<main>\n<h1>")
        .append(Html.escape(heading))
        .append("</h1>\n");
  }

  /** Adds HTML as it is; of a number its digits. */
  public Page add(Object markup) {
    html.append(markup);
    return this;
  }

  /** Begins a table that scrolls sideways where the screen is narrow. */
  public void openTable(String... headings) {
    html.append("<div class='scroll'><table>\n<tr>");
    for (String heading : headings) {
      html.append("<th>").append(heading).append("</th>");
    }
    html.append("</tr>\n");
  }

  /** Adds a row of HTML cells. */
  public void row(String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(cell).append("</td>");
    }
    html.append("</tr>\n");
  }

  public void closeTable() {
    html.append("</table></div>\n");
  }

  /** The whole page as UTF-8; it is ended by this. */
  public byte[] encode() {
    return (html + "</main>\n</body>\n</html>\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A text beside this class. */
  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
