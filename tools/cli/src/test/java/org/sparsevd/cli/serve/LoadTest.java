package org.sparsevd.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many connections for a while: every answer is there and right. Prints how long they took. */
@Tag("long")
@Timeout(300)
class LoadTest {
  private static final int CONNECTIONS = 64;
  private static final long NANOS = 30_000_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;

  @TempDir private Path folder;

  /** One connection that asks and asks; the times in nanoseconds. */
  private static List<Long> ask(URI uri, int row, long until) throws IOException {
    byte[] pixels = new byte[TinyNets.PIXELS];
    Arrays.fill(pixels, row * TinyNets.SIDE, (row + 1) * TinyNets.SIDE, (byte) 255);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String head =
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Length: "
            + pixels.length
            + "\r\n\r\n";
    request.write(head.getBytes(StandardCharsets.US_ASCII));
    request.write(pixels);
    List<Long> times = new ArrayList<>();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (System.nanoTime() < until) {
        long start = System.nanoTime();
        socket.getOutputStream().write(request.toByteArray());
        String answer = answer(in);
        times.add(System.nanoTime() - start);
        assertThat(answer).contains("{\"class\":" + (row == 0 ? 0 : 2) + ",");
      }
    }
    return times;
  }

  private static String answer(InputStream in) throws IOException {
    assertThat(line(in)).isEqualTo("HTTP/1.1 200 OK");
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(header.substring(header.indexOf(' ') + 1));
      }
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      assertThat(next).isNotNegative();
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Test
  void manyConnectionsAreAllAnswered() throws Exception {
    ServerLimits limits = new ServerLimits(10_000, 10, 128);
    List<Long> times = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    try (PredictionServer server =
        PredictionServer.open(
            TinyNets.drawing(folder), "127.0.0.1", 0, 5, limits, System.err::println)) {
      server.warmUp();
      server.start();
      URI uri = URI.create(server.url());
      long until = System.nanoTime() + NANOS;
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int row = i % 2 == 0 ? 0 : TinyNets.SIDE - 1;
        all.add(clients.submit(() -> ask(uri, row, until)));
      }
      for (Future<List<Long>> one : all) {
        times.addAll(one.get());
      }
    } finally {
      clients.shutdownNow();
    }
    times.sort(null);
    System.out.printf(
        "%d connections: %,d requests, none failed, %,.0f a second; median %.2f ms, 99th"
            + " percentile %.2f ms, longest %.1f ms%n",
        CONNECTIONS,
        times.size(),
        times.size() / (NANOS / 1e9),
        times.get(times.size() / 2) / NANOS_PER_MILLI,
        times.get(times.size() * 99 / 100) / NANOS_PER_MILLI,
        times.get(times.size() - 1) / NANOS_PER_MILLI);
  }
}
