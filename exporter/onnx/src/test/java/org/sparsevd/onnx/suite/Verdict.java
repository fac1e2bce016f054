package org.sparsevd.onnx.suite;

/**
 * What became of a test.
 *
 * @param kind the worst that was found
 * @param reason why; empty where all is right
 */
record Verdict(Kind kind, String reason) {
  /** From good to bad. */
  enum Kind {
    RIGHT,
    REFUSED,
    WRONG
  }

  static final Verdict RIGHT = new Verdict(Kind.RIGHT, "");

  static Verdict refused(String reason) {
    return new Verdict(Kind.REFUSED, reason);
  }

  static Verdict wrong(String reason) {
    return new Verdict(Kind.WRONG, reason);
  }

  boolean isRight() {
    return kind == Kind.RIGHT;
  }
}
