package org.sparsevd.cli.serve;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.sparsevd.cli.io.CliException;

/**
 * A net behind HTTP: the JDK's own server, with limits.
 *
 * <p>Each open connection may have a thread of its own, so slow ones hold nobody up. Computing is
 * done by one worker a processor. Connections beyond {@link ServerLimits#open} end at once.
 */
public final class PredictionServer implements AutoCloseable {
  private static final int BACKLOG = 256;

  /** Seconds that the JDK's server leaves a request more, in which it is told that it is late. */
  private static final int GRACE = 2;

  /** Seconds for an answer to be computed and taken away. */
  private static final int MOST_ANSWER = 600;

  private static final long STOP_MILLIS = 2000;
  private static final int LARGEST_HEADERS = 16 << 10;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Bodies bodies;
  private final Routes routes;
  private final Workers workers;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);

  private PredictionServer(
      HttpServer server, Workers workers, Bodies bodies, Routes routes, ExecutorService threads) {
    this.server = server;
    this.workers = workers;
    this.bodies = bodies;
    this.routes = routes;
    this.threads = threads;
    server.createContext("/", routes);
    server.setExecutor(threads);
  }

  /**
   * A server that listens, and answers once it is {@linkplain #start started}.
   *
   * @param file of the net
   * @param port 0 for any that is free
   * @param samples draws of the weights, where the file keeps deviations
   * @param notices are told what nobody expected
   * @throws CliException if the file or the address is none that can be served
   */
  public static PredictionServer open(
      Path file, String host, int port, int samples, ServerLimits limits, Consumer<String> notices)
      throws IOException, CliException {
    limits.check();
    ServedNet net = ServedFile.open(file, samples);
    setUp(limits);
    HttpServer server = listen(host, port);
    int processors = Runtime.getRuntime().availableProcessors();
    Workers workers = new Workers(net, processors, limits.seconds());
    Bodies bodies = new Bodies(limits);
    Routes routes =
        new Routes(
            net,
            String.valueOf(file.getFileName()),
            workers,
            bodies,
            limits,
            hosts(host, server.getAddress().getAddress()),
            notices);
    return new PredictionServer(server, workers, bodies, routes, threads());
  }

  /** What the JDK's server reads once, when it is first used; what a user has set stays. */
  private static void setUp(ServerLimits limits) {
    Map<String, Object> settings =
        Map.of(
            "sun.net.httpserver.nodelay",
            true,
            "sun.net.httpserver.maxReqTime",
            limits.seconds() + GRACE,
            "sun.net.httpserver.maxRspTime",
            MOST_ANSWER,
            "sun.net.httpserver.maxReqHeaderSize",
            LARGEST_HEADERS,
            "sun.net.httpserver.maxIdleConnections",
            limits.open(),
            "jdk.httpserver.maxConnections",
            limits.open());
    settings.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value.toString());
          }
        });
  }

  private static HttpServer listen(String host, int port) throws IOException, CliException {
    if (port < 0 || port > 0xffff) {
      throw CliException.usage("--port must be 0 to 65535, found " + port);
    }
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
    } catch (BindException e) {
      throw CliException.failure(
          host + ":" + port + ": " + e.getMessage() + "; --port 0 takes any port that is free");
    } catch (UnknownHostException | UnresolvedAddressException e) {
      throw CliException.usage("--host: no address of this machine: " + host);
    }
  }

  /** Names of a server that only this machine reaches; none of one that others do. */
  private static Set<String> hosts(String host, InetAddress address) {
    return address.isLoopbackAddress()
        ? new TreeSet<>(List.of("localhost", "127.0.0.1", "[::1]", host.toLowerCase(Locale.ROOT)))
        : Set.of();
  }

  private static ExecutorService threads() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "sparsevd-http");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Begins to answer. */
  public void start() {
    server.start();
  }

  /** Runs the net for a while, so that first answers are as fast as later ones. */
  public void warmUp() {
    workers.warmUp();
  }

  /** Where it is, such as {@code http://127.0.0.1:8080/}. */
  public String url() {
    InetAddress address = server.getAddress().getAddress();
    String host = address.getHostAddress();
    boolean six = host.contains(":");
    return "http://" + (six ? "[" + host + "]" : host) + ":" + server.getAddress().getPort() + "/";
  }

  /** Returns once it is closed. */
  public void await() throws InterruptedException {
    end.await();
  }

  /** Answers what has come, for two seconds at most, and ends. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    long start = System.nanoTime();
    while (routes.inFlight() > 0 && System.nanoTime() - start < STOP_MILLIS * 1_000_000) {
      Thread.onSpinWait();
    }
    server.stop(0);
    threads.shutdownNow();
    bodies.close();
    end.countDown();
  }
}
