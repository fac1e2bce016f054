package org.sparsevd.cli.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.sparsevd.cli.json.Json;
import org.sparsevd.cli.json.JsonException;

/** What a request carries. */
record Body(Kind kind, byte[] bytes) {
  enum Kind {
    JSON("application/json"),
    BYTES("application/octet-stream"),
    TEXT("text/plain");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /**
     * By the content type, whose parameters say nothing here.
     *
     * @throws Refusal if it is another one, or none
     */
    static Kind of(String contentType) throws Refusal {
      String type =
          contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        if (kind.type.equals(type)) {
          return kind;
        }
      }
      throw new Refusal(
          Refusal.MEDIA_TYPE,
          "expected the content type application/json, application/octet-stream or text/plain,"
              + " found "
              + (contentType == null ? "none" : "'" + contentType + "'"));
    }
  }

  /** The value of a body of JSON. */
  Json json() throws JsonException {
    return Json.read(bytes, "body", "body");
  }

  /**
   * The text of a body.
   *
   * @throws Refusal if it is no UTF-8
   */
  String text() throws Refusal {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "body: expected a text in UTF-8, found other bytes");
    }
  }

  /** What a net that takes other kinds says. */
  Refusal unwanted(String expected) {
    return new Refusal(Refusal.MEDIA_TYPE, "this net takes " + expected + ", found " + kind.type);
  }
}
