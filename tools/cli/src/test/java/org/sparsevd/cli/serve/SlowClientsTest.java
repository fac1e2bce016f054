package org.sparsevd.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.Main;

/** A server as a process: the JDK's own limits are those of the first server of a JVM. */
@Timeout(120)
class SlowClientsTest {
  private static final String HEAD =
      "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 99\r\n\r\n";

  @TempDir private Path folder;

  private static Socket connect(URI uri) throws IOException {
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String all(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    }
  }

  @Test
  void slowAndIdleClientsEndAndHoldNobodyUp() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                TinyNets.drawing(folder).toString(),
                "--port",
                "0",
                "--seconds",
                "1",
                "--connections",
                "2")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Socket> sockets = new ArrayList<>();
    try {
      String line = process.inputReader().readLine();
      assertThat(line).startsWith("http://127.0.0.1:").contains("drawing.spvd");
      URI uri = URI.create(line.split(" ")[0]);
      // Two bodies that do not come take all places; a third request hears that.
      for (int i = 0; i < 2; i++) {
        sockets.add(connect(uri));
        send(sockets.get(i), HEAD + "{");
      }
      Thread.sleep(300);
      Socket third = connect(uri);
      sockets.add(third);
      send(third, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(all(third)).startsWith("HTTP/1.1 503 ").contains("at most 2 requests at a time");
      for (int i = 0; i < 2; i++) {
        assertThat(all(sockets.get(i)))
            .startsWith("HTTP/1.1 408 ")
            .contains("expected the whole request within 1 s");
      }
      // Heads that do not come end without a word, and others are answered meanwhile.
      Socket silent = connect(uri);
      sockets.add(silent);
      send(silent, "GET /heal");
      Socket fine = connect(uri);
      sockets.add(fine);
      send(fine, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(all(fine)).startsWith("HTTP/1.1 200 ");
      assertThat(all(silent)).isEmpty();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
