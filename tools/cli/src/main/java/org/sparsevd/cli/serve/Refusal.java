package org.sparsevd.cli.serve;

/** Why a request gets no answer. */
final class Refusal extends Exception {
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD = 405;
  static final int TIMEOUT = 408;
  static final int TOO_LARGE = 413;
  static final int MEDIA_TYPE = 415;
  static final int MISDIRECTED = 421;

  /** No status of HTTP: counts requests whose sender did not wait for the answer. */
  static final int GONE_AWAY = 499;

  static final int FAULT = 500;
  static final int BUSY = 503;

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String allowed;

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param reason what was expected and what was found
   */
  Refusal(int status, String reason) {
    this(status, reason, null);
  }

  private Refusal(int status, String reason, String allowed) {
    super(reason);
    this.status = status;
    this.allowed = allowed;
  }

  /** The wrong method. */
  static Refusal method(String allowed, String found) {
    return new Refusal(METHOD, "expected the method " + allowed + ", found " + found, allowed);
  }

  /** The method that would be right; null where that is not the matter. */
  String allowed() {
    return allowed;
  }

  int status() {
    return status;
  }
}
