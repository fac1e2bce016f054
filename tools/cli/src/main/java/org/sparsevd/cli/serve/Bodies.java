package org.sparsevd.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/** Reads the bodies of requests: none too long, not too many at once, none for too long. */
final class Bodies implements AutoCloseable {
  private static final int UNIT = 1024;

  /** Bytes of all bodies in memory, or so many of the longest. */
  private static final int ALL = 64 << 20;

  private static final int AT_ONCE = 4;

  /** Bytes of a refused body that are read before the connection ends, so that its sender hears. */
  private static final long PASSED_OVER = 64L << 20;

  private final ServerLimits limits;
  private final Deadlines deadlines;
  private final Semaphore units;

  Bodies(ServerLimits limits) {
    this.limits = limits;
    this.deadlines = new Deadlines(limits.seconds());
    this.units = new Semaphore(Math.max(ALL, AT_ONCE * limits.bodyBytes()) / UNIT + 1);
  }

  /** The body came too late, and its sender has been told. */
  static final class Late extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** What is done with a body, as long as it takes memory. */
  interface Use {
    Reply with(byte[] body) throws IOException, Refusal, InterruptedException;
  }

  /**
   * Reads the body of a request and does something with it.
   *
   * @param late says to the client that time is up
   * @throws Late if time was up
   * @throws IOException if the other side went away
   */
  Reply read(HttpExchange exchange, Runnable late, Use use)
      throws IOException, Refusal, InterruptedException {
    int most = most(exchange);
    int taken = most / UNIT + 1;
    if (!units.tryAcquire(taken)) {
      throw new Refusal(Refusal.BUSY, "busy: other requests have bodies enough; try again later");
    }
    try {
      byte[] body = inTime(exchange, most + 1, late);
      if (body.length > most) {
        throw tooLarge("more");
      }
      return use.with(body);
    } finally {
      units.release(taken);
    }
  }

  private byte[] inTime(HttpExchange exchange, int most, Runnable late)
      throws IOException, Refusal {
    deadlines.begin(exchange, late);
    byte[] body = null;
    IOException broken = null;
    boolean inTime;
    try {
      body = exchange.getRequestBody().readNBytes(most);
    } catch (IOException e) {
      broken = e;
    } finally {
      inTime = deadlines.end(exchange);
    }
    if (!inTime) {
      throw new Late();
    }
    if (body == null) {
      throw new Refusal(Refusal.BAD_REQUEST, "body: cannot be read: " + broken.getMessage());
    }
    return body;
  }

  /** The length that the request tells, or the longest possible. */
  private int most(HttpExchange exchange) throws Refusal {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length == null) {
      return limits.bodyBytes();
    }
    if (!length.matches("[0-9]{1,18}")) {
      throw new Refusal(Refusal.BAD_REQUEST, "expected a number as Content-Length");
    }
    if (Long.parseLong(length) > limits.bodyBytes()) {
      throw tooLarge(length);
    }
    return Integer.parseInt(length);
  }

  private Refusal tooLarge(String found) {
    return new Refusal(
        Refusal.TOO_LARGE,
        "expected a body of at most " + limits.bodyBytes() + " bytes, found " + found);
  }

  /** Reads what is left of a request that was refused: else its sender may not hear why. */
  static void passOver(HttpExchange exchange) {
    byte[] some = new byte[UNIT];
    try {
      InputStream rest = exchange.getRequestBody();
      long passed = 0;
      int count = 0;
      while (count >= 0 && passed < PASSED_OVER) {
        count = rest.read(some);
        passed += count;
      }
    } catch (IOException e) {
      // It has gone.
    }
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
