package org.sparsevd.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.TextEncoder;

/** Nets behind HTTP: what is answered, and what is refused with which reason. */
@Timeout(60)
class PredictionServerTest {
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";
  private static final int MOST_BODY = 10_000;
  private static final ServerLimits LIMITS = new ServerLimits(MOST_BODY, 1, 8);

  @TempDir private static Path folder;
  private static final ConcurrentLinkedQueue<String> NOTICES = new ConcurrentLinkedQueue<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static PredictionServer drawing;
  private static PredictionServer texts;
  private static PredictionServer named;

  private static PredictionServer serve(Path file) throws IOException, CliException {
    PredictionServer server = PredictionServer.open(file, "127.0.0.1", 0, 5, LIMITS, NOTICES::add);
    server.start();
    return server;
  }

  @BeforeAll
  static void open() throws Exception {
    drawing = serve(TinyNets.drawing(folder));
    texts = serve(TinyNets.texts(folder));
    named = serve(TinyNets.named(folder));
  }

  @AfterAll
  static void close() {
    List.of(drawing, texts, named).forEach(PredictionServer::close);
    assertThat(NOTICES).isEmpty();
  }

  private static HttpResponse<String> get(PredictionServer server, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(
      PredictionServer server, String query, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "predict" + query))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static JsonNode fine(PredictionServer server, String query, String type, byte[] body)
      throws Exception {
    HttpResponse<String> response = post(server, query, type, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static JsonNode fine(PredictionServer server, String json) throws Exception {
    return fine(server, "", JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(HttpResponse<String> response, int status, String reason)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(response.body()).get("error").asText())
        .contains(reason)
        .doesNotContain("Exception", "\tat ");
  }

  private static void refused(PredictionServer server, String json, String reason)
      throws Exception {
    refused(post(server, "", JSON, json.getBytes(StandardCharsets.UTF_8)), 400, reason);
  }

  private static byte[] drawn(int row) {
    byte[] pixels = new byte[TinyNets.PIXELS];
    Arrays.fill(pixels, row * TinyNets.SIDE, (row + 1) * TinyNets.SIDE, (byte) 255);
    return pixels;
  }

  @Test
  void bytesAndJsonGetTheNetsOwnAnswers() throws Exception {
    float[] scores = new float[TinyNets.CLASSES];
    SparseModel.of(TinyNets.drawing()).newSession().run(drawn(7), 1, scores);
    JsonNode answer = fine(drawing, "", BYTES, drawn(7)).get("answers").get(0);
    assertThat(answer.get("class").asInt()).isEqualTo(2);
    JsonNode numbers =
        fine(drawing, "{\"inputs\": [" + text(drawn(0)) + ", " + text(drawn(7)) + "]}")
            .get("answers");
    assertThat(numbers.get(0).get("class").asInt()).isZero();
    assertThat(numbers.get(1).get("scores")).isEqualTo(answer.get("scores"));
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      assertThat(answer.get("scores").get(c).asDouble()).isCloseTo(scores[c], within(1e-4));
      sum += answer.get("probabilities").get(c).asDouble();
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  private static String text(byte[] pixels) {
    int[] numbers = new int[pixels.length];
    Arrays.setAll(numbers, i -> pixels[i] & 0xff);
    return Arrays.toString(numbers);
  }

  @Test
  void detailsTellCertaintyAndWeights() throws Exception {
    JsonNode answer = fine(drawing, "?detail=true", BYTES, drawn(7)).get("answers").get(0);
    assertThat(answer.get("certainty").get("samples").asInt()).isEqualTo(5);
    assertThat(answer.get("certainty").get("deviation").get(2).asDouble()).isPositive();
    JsonNode layer = answer.get("weights").get("layers").get(0);
    // One of five weights is zero; of the pixels 56 to 63 only number 60 is its.
    assertThat(layer.get("weights").asInt()).isEqualTo(192);
    assertThat(layer.get("used").asInt()).isEqualTo(7);
    JsonNode reads = answer.get("weights").get("reads");
    assertThat(reads.get(63).asInt()).isEqualTo(1);
    assertThat(reads.get(60).asInt()).isZero();
    assertThat(reads.get(0).asInt()).isZero();
    refused(
        post(drawing, "?detail=true", BYTES, new byte[2 * TinyNets.PIXELS]),
        400,
        "takes one input");
  }

  @Test
  void textsGetVectorsAndSimilarities() throws Exception {
    TextEncoder encoder = TextEncoder.load(folder.resolve("texts.spvd"));
    JsonNode result = fine(texts, "{\"texts\": [\"a b\", \"x y z\"]}");
    double expected = TextEncoder.similarity(encoder.embed("a b"), encoder.embed("x y z"));
    assertThat(result.get("similarities").get(0).get(1).asDouble())
        .isCloseTo(expected, within(1e-6));
    assertThat(result.get("tokens").toString()).isEqualTo("[4,5]");
    JsonNode plain = fine(texts, "", "text/plain; charset=utf-8", "a b".getBytes());
    assertThat(plain.get("vectors").get(0)).isEqualTo(result.get("vectors").get(0));
    refused(texts, "{\"texts\": []}", "expected 1 to 32 texts, found 0");
    refused(texts, "{\"texts\": [7]}", "expected a text, a text, found 7.0");
    byte[] notUtf8 = {(byte) 0xc3, 0x28};
    refused(post(texts, "", "text/plain", notUtf8), 400, "expected a text in UTF-8");
    refused(post(texts, "", BYTES, notUtf8), 415, "this net takes application/json or text/plain");
  }

  @Test
  void valuesGoByName() throws Exception {
    JsonNode rows =
        fine(named, "{\"inputs\": {\"tokens\": {\"shape\": [1, 2], \"values\": [3, 0]}}}")
            .get("outputs")
            .get("rows");
    assertThat(rows.get("shape").toString()).isEqualTo("[1,2,2]");
    assertThat(rows.get("values").toString()).isEqualTo("[6.0,7.0,0.0,1.0]");
    refused(named, "{\"inputs\": {}}", "expected a field 'tokens', found none");
    String hostile = "{\"inputs\": {\"tokens\": {\"shape\": %s, \"values\": [%s]}}}";
    refused(named, String.format(hostile, "[1, 1]", "10"), "body: ");
    refused(named, String.format(hostile, "[1, 1]", "0.5"), "an integer from");
    refused(named, String.format(hostile, "[16777216, 16777216]", "1"), "input 'tokens': ");
    refused(named, String.format(hostile, "[1, -1]", "1"), "an extent, an integer from 0");
    refused(named, String.format(hostile, "[]", "1"), "body: ");
  }

  @Test
  void hostileJsonIsRefusedByName() throws Exception {
    refused(drawing, "", "body: expected JSON, found an empty body");
    refused(drawing, "{", "body:1: not JSON");
    refused(drawing, "[".repeat(MOST_BODY), "nesting depth");
    refused(drawing, "{\"inputs\": [[1]]}", "expected an input of 64 numbers, found 1");
    refused(drawing, "{\"inputs\": [1]}", "expected an input, a list");
    refused(drawing, "{\"inputs\": [], \"inputs\": []}", "Duplicate field");
    refused(drawing, "{\"inputs\": [], \"more\": 1}", "a request has no 'more'");
    String input = text(new byte[TinyNets.PIXELS]).replaceFirst("0", "%s");
    for (String number : List.of("1e999", "1e39", "\"NaN\"", "null", "[]")) {
      refused(drawing, "{\"inputs\": [" + String.format(input, number) + "]}", "an element");
    }
    refused(drawing, "{\"inputs\": [" + String.format(input, "NaN") + "]}", "not JSON");
    refused(post(drawing, "", BYTES, new byte[63]), 400, "of 64 bytes each, found 63 bytes");
    refused(post(drawing, "", BYTES, new byte[0]), 400, "found 0 bytes");
    refused(post(drawing, "", "text/html", new byte[1]), 415, "found 'text/html'");
    refused(post(drawing, "?detail=1", BYTES, drawn(0)), 400, "/predict takes the query");
  }

  @Test
  void whatIsTooLargeIsNotKept() throws Exception {
    refused(post(drawing, "", BYTES, new byte[MOST_BODY + 1]), 413, "at most 10000 bytes");
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create(drawing.url() + "predict"))
            .header("Content-Type", BYTES)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[MOST_BODY + 1])))
            .build();
    refused(CLIENT.send(chunked, BodyHandlers.ofString()), 413, "found more");
  }

  @Test
  void onlyKnownPathsAndMethodsAreServed() throws Exception {
    refused(get(drawing, "page.css"), 404, "no such path");
    refused(get(drawing, "%2e%2e/%2e%2e/etc/passwd"), 404, "no such path");
    HttpResponse<String> wrong = get(drawing, "predict");
    refused(wrong, 405, "expected the method POST, found GET");
    assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    refused(get(drawing, "?x"), 400, "/ takes no query");
    assertThat(raw(drawing, "GET /../secret HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(raw(drawing, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 421 ")
        .contains("found Host 'evil.example'");
    assertThat(raw(drawing, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  /** Sends bytes as they are; all that comes back until the connection ends. */
  private static String raw(PredictionServer server, String request) throws IOException {
    URI uri = URI.create(server.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void bodiesThatEndEarlyOrAreNoChunksAreRefused() throws IOException {
    String head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    assertThat(raw(drawing, head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{"))
        .startsWith("HTTP/1.1 400 ")
        .contains("body: cannot be read");
    assertThat(raw(drawing, head + "Content-Length: 9\r\n\r\n{"))
        .satisfiesAnyOf(
            all -> assertThat(all).startsWith("HTTP/1.1 400 "), all -> assertThat(all).isEmpty());
  }

  @Test
  void healthAndPageTellWhatIsServed() throws Exception {
    HttpResponse<String> health = get(drawing, "healthz");
    assertThat(health.body())
        .startsWith("{\"status\":\"ok\",\"model\":\"drawing.spvd\",\"takes\":[1,8,8]");
    Map<PredictionServer, String> parts =
        Map.of(drawing, "data-height=\"8\"", texts, "id=\"other\"", named, "&quot;tokens&quot;");
    for (Map.Entry<PredictionServer, String> part : parts.entrySet()) {
      HttpResponse<String> page = get(part.getKey(), "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains(part.getValue()).doesNotContain("http://", "https://");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'");
      assertThat(get(part.getKey(), "try.js").body()).startsWith("'use strict';");
    }
  }

  @Test
  void metricsCount() throws Exception {
    fine(named, "{\"inputs\": {\"tokens\": {\"shape\": [1, 1], \"values\": [3]}}}");
    get(named, "nowhere");
    HttpResponse<String> response = get(named, "metrics");
    assertThat(response.headers().firstValue("Content-Type")).contains(Metrics.TYPE);
    assertThat(response.body())
        .containsPattern("sparsevd_requests_total\\{route=\"/predict\",status=\"200\"} [1-9]")
        .containsPattern("sparsevd_requests_total\\{route=\"other\",status=\"404\"} [1-9]")
        .containsPattern("sparsevd_predict_seconds_bucket\\{le=\"\\+Inf\"} [1-9]")
        .contains("le=\"0.0001\"");
  }

  @Test
  void filesAndPortsThatCannotBeServedAreRefused() throws Exception {
    Path none = Files.write(folder.resolve("none.spvd"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> serve(none)).hasMessageContaining("none.spvd");
    int taken = URI.create(drawing.url()).getPort();
    Path file = folder.resolve("drawing.spvd");
    assertThatThrownBy(
            () -> PredictionServer.open(file, "127.0.0.1", taken, 5, LIMITS, NOTICES::add))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--port 0 takes any port that is free");
    assertThatThrownBy(() -> PredictionServer.open(file, "127.0.0.1", 1 << 16, 5, LIMITS, null))
        .hasMessageContaining("--port must be 0 to 65535");
    assertThatThrownBy(() -> new ServerLimits(0, 1, 1).check())
        .hasMessageContaining("--max-body must be 1 to");
  }
}
