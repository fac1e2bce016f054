package org.sparsevd.report.page;

/** Text in HTML and SVG. */
public final class Html {
  private Html() {}

  /** Text as HTML and attribute content; what is no character of XML becomes a question mark. */
  public static String escape(String text) {
    return text.replaceAll(
            "[^\\t\\n\\r\\x20-\\x7e\\x{a0}-\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]",
            "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
