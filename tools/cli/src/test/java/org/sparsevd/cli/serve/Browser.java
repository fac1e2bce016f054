package org.sparsevd.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A headless Chromium with one page, steered by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome");
  private static final String LISTENING = "DevTools listening on ";
  private static final int SECONDS = 60;

  private final Process process;
  private final LinkedBlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final ObjectMapper json = new ObjectMapper();
  private final WebSocket socket;
  private String session;
  private int last;

  private Browser(Process process, URI address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Messages()).join();
  }

  /** Answers of the browser, put together from their parts. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean end) {
      message.append(part);
      if (end) {
        try {
          answers.add(json.readTree(message.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  /** Where Chromium lies on this machine. */
  static Optional<Path> find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Starts one.
   *
   * @param folder for its profile
   */
  static Browser start(Path chromium, Path folder) throws Exception {
    List<String> command = new ArrayList<>(List.of(chromium.toString(), "--headless"));
    // The sandbox refuses root, as which containers run.
    command.addAll(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"));
    command.addAll(List.of("--no-first-run", "--disable-background-networking"));
    command.addAll(List.of("--disable-component-update", "--disable-sync"));
    command.addAll(List.of("--user-data-dir=" + folder, "--remote-debugging-port=0"));
    command.add("about:blank");
    Process process = new ProcessBuilder(command).start();
    BufferedReader errors = process.errorReader();
    String line = errors.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = errors.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
      throw new IOException(chromium + " ended without an address");
    }
    Browser browser = new Browser(process, URI.create(line.substring(LISTENING.length()).strip()));
    browser.drain(errors);
    browser.attach();
    return browser;
  }

  /** A process whose errors nobody reads stops when the pipe is full. */
  private void drain(BufferedReader errors) {
    Thread reader = new Thread(() -> errors.lines().forEach(line -> {}), "browser errors");
    reader.setDaemon(true);
    reader.start();
  }

  private void attach() throws Exception {
    ObjectNode page = json.createObjectNode().put("flatten", true);
    for (JsonNode target : call("Target.getTargets", json.createObjectNode()).path("targetInfos")) {
      if (target.path("type").asText().equals("page")) {
        page.set("targetId", target.path("targetId"));
      }
    }
    session = call("Target.attachToTarget", page).path("sessionId").asText();
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = ++last;
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = answers.poll(SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("no answer to " + method);
      }
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
    }
  }

  void open(String url) throws Exception {
    call("Page.navigate", json.createObjectNode().put("url", url));
    await("document.readyState === 'complete' && location.href === '" + url + "'");
  }

  /** The value of an expression in the page, as text. */
  String text(String expression) throws Exception {
    ObjectNode parameters = json.createObjectNode().put("expression", expression);
    JsonNode found = call("Runtime.evaluate", parameters.put("returnByValue", true));
    if (found.has("exceptionDetails")) {
      throw new IOException(expression + ": " + found.path("exceptionDetails"));
    }
    return found.path("result").path("value").asText();
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!text(expression).equals("true")) {
      if (System.nanoTime() > end) {
        throw new IOException("not within " + SECONDS + " s: " + expression);
      }
      Thread.sleep(20);
    }
  }

  /** Moves the mouse along points with its button held. */
  void drag(List<double[]> points) throws Exception {
    mouse("mousePressed", points.get(0));
    for (double[] point : points) {
      mouse("mouseMoved", point);
    }
    mouse("mouseReleased", points.get(points.size() - 1));
  }

  private void mouse(String type, double[] point) throws Exception {
    ObjectNode event = json.createObjectNode().put("type", type).put("button", "left");
    event.put("buttons", 1).put("clickCount", 1).put("x", point[0]).put("y", point[1]);
    call("Input.dispatchMouseEvent", event);
  }

  /** Ends all its processes, so that nobody writes to the profile any more. */
  @Override
  public void close() throws Exception {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      each.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
  }
}
