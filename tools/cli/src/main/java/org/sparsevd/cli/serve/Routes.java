package org.sparsevd.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.sparsevd.cli.json.JsonException;

/** What a server answers, by path. Whatever goes wrong is a status with a reason in JSON. */
final class Routes implements HttpHandler {
  private static final String PREDICT = "/predict";
  private static final String METRICS = "/metrics";
  private static final String HEALTH = "/healthz";

  /** A label for all paths that there are not. */
  private static final String OTHER = "other";

  private static final String DETAIL = "detail=true";

  /** Nothing from elsewhere; the page's style stands in the page itself. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Workers workers;
  private final Bodies bodies;
  private final ServerLimits limits;
  private final Set<String> hosts;
  private final Consumer<String> notices;
  private final Metrics metrics = new Metrics();
  private final Map<String, Reply> fixed = new LinkedHashMap<>();

  /**
   * Routes.
   *
   * @param hosts names by which the server may be called; none where any will do
   * @param notices are told what nobody expected
   */
  Routes(
      ServedNet net,
      String title,
      Workers workers,
      Bodies bodies,
      ServerLimits limits,
      Set<String> hosts,
      Consumer<String> notices) {
    this.workers = workers;
    this.bodies = bodies;
    this.limits = limits;
    this.hosts = hosts;
    this.notices = notices;
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("status", "ok");
    health.put("model", title);
    health.putAll(net.about());
    fixed.put(HEALTH, Reply.json(health));
    fixed.put("/", Reply.of("text/html; charset=utf-8", net.page().html(title)));
    fixed.put("/try.js", Reply.of("text/javascript; charset=utf-8", net.page().script()));
  }

  int inFlight() {
    return metrics.inFlight();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    boolean known = fixed.containsKey(path) || PREDICT.equals(path) || METRICS.equals(path);
    String route = known ? path : OTHER;
    try {
      int now = metrics.begin();
      Reply reply = reply(exchange, route, now);
      write(exchange, reply);
      metrics.count(route, reply.status());
      if (reply.ends()) {
        Bodies.passOver(exchange);
      }
    } catch (Bodies.Late e) {
      metrics.count(route, Refusal.TIMEOUT);
    } catch (IOException e) {
      metrics.count(route, Refusal.GONE_AWAY);
    } finally {
      metrics.end();
      exchange.close();
    }
  }

  private Reply reply(HttpExchange exchange, String route, int now) throws IOException {
    try {
      check(exchange, now);
      return answer(exchange, route);
    } catch (Refusal refusal) {
      return Reply.refusal(refusal);
    } catch (JsonException e) {
      return bad(e.getMessage());
    } catch (OutOfMemoryError e) {
      return Reply.refusal(new Refusal(Refusal.BUSY, "busy: out of memory; try again later"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.refusal(new Refusal(Refusal.BUSY, "busy: the server ends"));
    } catch (RuntimeException | Error e) {
      notices.accept("unexpected " + String.valueOf(e).replaceAll("\\s*\\R\\s*", " "));
      return Reply.refusal(new Refusal(Refusal.FAULT, "unexpected: this is a fault of the server"));
    }
  }

  private static Reply bad(String reason) {
    return Reply.refusal(new Refusal(Refusal.BAD_REQUEST, reason));
  }

  private void check(HttpExchange exchange, int now) throws Refusal {
    if (now > limits.connections()) {
      throw new Refusal(
          Refusal.BUSY,
          "busy: at most " + limits.connections() + " requests at a time; try again later");
    }
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || hosts.isEmpty()) {
      return;
    }
    // A page from elsewhere may give this machine another name, and then call it its own.
    String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    if (!hosts.contains(name)) {
      throw new Refusal(
          Refusal.MISDIRECTED, "this server is called " + hosts + ", found Host '" + host + "'");
    }
  }

  private Reply answer(HttpExchange exchange, String route)
      throws IOException, Refusal, InterruptedException {
    String method = exchange.getRequestMethod();
    if (route.equals(OTHER)) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "no such path; there are " + fixed.keySet() + ", " + METRICS + " and " + PREDICT);
    }
    if (route.equals(PREDICT)) {
      allow(method, "POST");
      return predict(exchange);
    }
    allow(method, "GET");
    if (exchange.getRequestURI().getRawQuery() != null) {
      throw new Refusal(Refusal.BAD_REQUEST, route + " takes no query");
    }
    return route.equals(METRICS)
        ? Reply.of(Metrics.TYPE, metrics.text().getBytes(StandardCharsets.UTF_8))
        : fixed.get(route);
  }

  private static void allow(String method, String allowed) throws Refusal {
    if (!method.equals(allowed)) {
      throw Refusal.method(allowed, method);
    }
  }

  private Reply predict(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null && !query.equals(DETAIL)) {
      throw new Refusal(Refusal.BAD_REQUEST, PREDICT + " takes the query " + DETAIL + " or none");
    }
    Body.Kind kind = Body.Kind.of(exchange.getRequestHeaders().getFirst("Content-Type"));
    return bodies.read(
        exchange,
        () -> tellLate(exchange),
        bytes -> {
          long start = System.nanoTime();
          Reply reply = Reply.json(workers.predict(new Body(kind, bytes), query != null));
          metrics.took(System.nanoTime() - start);
          return reply;
        });
  }

  /** While the handler still waits for the body; the JDK's server then ends the connection. */
  private void tellLate(HttpExchange exchange) {
    Refusal late =
        new Refusal(
            Refusal.TIMEOUT, "expected the whole request within " + limits.seconds() + " s");
    try {
      write(exchange, Reply.refusal(late));
    } catch (IOException e) {
      // It went away.
    }
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    OutputStream out = exchange.getResponseBody();
    out.write(reply.body());
    out.flush();
  }
}
