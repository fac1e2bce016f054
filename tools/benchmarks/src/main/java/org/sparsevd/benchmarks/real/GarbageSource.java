package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** Who leaves garbage: what the JDK samples of it while calls run. */
final class GarbageSource {
  private static final String EVENT = "jdk.ObjectAllocationSample";
  private static final int FRAMES = 8;
  private static final int LINES = 4;

  private GarbageSource() {}

  /** Classes of objects with the methods that made them, the largest share first. */
  static List<String> of(Contender net, double seconds) throws IOException {
    Path file = Files.createTempFile("garbage", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).with("throttle", "1000/s").withStackTrace();
      recording.start();
      long end = System.nanoTime() + (long) (1e9 * seconds);
      while (System.nanoTime() < end) {
        net.call().run();
      }
      recording.stop();
      recording.dump(file);
      return lines(RecordingFile.readAllEvents(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static List<String> lines(List<RecordedEvent> events) {
    String own = Thread.currentThread().getName();
    Map<String, Long> bytes = new HashMap<>();
    for (RecordedEvent event : events) {
      boolean here =
          event.getEventType().getName().equals(EVENT)
              && event.getThread() != null
              && own.equals(event.getThread().getJavaName());
      if (here) {
        bytes.merge(line(event), event.getLong("weight"), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(LINES)
        .map(entry -> entry.getValue() + " bytes: " + entry.getKey())
        .toList();
  }

  private static String line(RecordedEvent event) {
    List<String> methods = new ArrayList<>();
    if (event.getStackTrace() != null) {
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        RecordedMethod method = frame.getMethod();
        if (methods.size() < FRAMES) {
          methods.add(method.getType().getName() + "." + method.getName());
        }
      }
    }
    return event.getClass("objectClass").getName() + " by " + String.join(" < ", methods);
  }
}
