package org.sparsevd.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a measurement was made: without it, its numbers say nothing. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Machine() {}

  /** Name to value, in the order to print them. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    load().ifPresent(load -> facts.put("load before", load));
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    String commit = System.getProperty("sparsevd.commit");
    if (commit != null && !commit.isEmpty()) {
      facts.put("sparsevd", commit);
    }
    return facts;
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Mean number of running processes over the last minute; above 0.3 do not trust the numbers. */
  private static Optional<String> load() {
    try {
      return Optional.of(Files.readString(LOAD).split(" ")[0]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
