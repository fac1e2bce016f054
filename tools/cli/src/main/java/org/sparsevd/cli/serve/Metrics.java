package org.sparsevd.cli.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts, as Prometheus reads it (text format 0.0.4). */
final class Metrics {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Upper ends of the buckets, in seconds. */
  private static final String[] ENDS = {
    "0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"
  };

  private static final double[] SECONDS =
      Arrays.stream(ENDS).mapToDouble(Double::parseDouble).toArray();

  private static final double NANOS = 1e9;

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final long start = System.nanoTime();

  Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** A request came; how many there are now. */
  int begin() {
    return inFlight.incrementAndGet();
  }

  /** It went. */
  void end() {
    inFlight.decrementAndGet();
  }

  int inFlight() {
    return inFlight.get();
  }

  /**
   * A request was answered or refused.
   *
   * @param route one of few: what others send is no label
   */
  void count(String route, int status) {
    String labels = "route=\"" + route + "\",status=\"" + status + "\"";
    requests.computeIfAbsent(labels, key -> new LongAdder()).increment();
  }

  /** A prediction took so long, from the whole body to the answer. */
  void took(long time) {
    int bucket = 0;
    while (bucket < SECONDS.length && time > SECONDS[bucket] * NANOS) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(time);
  }

  /** All of it. */
  String text() {
    StringBuilder text = new StringBuilder();
    head(text, "requests_total", "counter", "Requests, by route and status.");
    requests.forEach(
        (labels, count) ->
            text.append("sparsevd_requests_total{")
                .append(labels)
                .append("} ")
                .append(count)
                .append('\n'));
    head(text, "requests_in_flight", "gauge", "Requests that are being answered.");
    text.append("sparsevd_requests_in_flight ").append(inFlight).append('\n');
    head(text, "predict_seconds", "histogram", "Time of a prediction, waiting included.");
    long upTo = 0;
    for (int i = 0; i < buckets.length; i++) {
      upTo += buckets[i].sum();
      String end = i < ENDS.length ? ENDS[i] : "+Inf";
      text.append(
          String.format(Locale.ROOT, "sparsevd_predict_seconds_bucket{le=\"%s\"} %d\n", end, upTo));
    }
    number(text, "predict_seconds_sum", nanos.sum() / NANOS);
    text.append("sparsevd_predict_seconds_count ").append(upTo).append('\n');
    head(text, "uptime_seconds", "gauge", "Since the server began.");
    number(text, "uptime_seconds", (System.nanoTime() - start) / NANOS);
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP sparsevd_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE sparsevd_").append(name).append(' ').append(type).append('\n');
  }

  private static void number(StringBuilder text, String name, double value) {
    text.append(String.format(Locale.ROOT, "sparsevd_%s %.6f\n", name, value));
  }
}
