package org.sparsevd.cli.sweep;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.report.JsonReport;

/**
 * One run of a sweep.
 *
 * @param name of its folder
 * @param arguments of its command, but for those of where and how it runs
 */
public record Task(String name, Kind kind, List<String> arguments) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Beside a run's results: what it was asked to do. */
  public static final String FILE = "task.json";

  /** What a run does. */
  public enum Kind {
    PIPELINE("pipeline", "report.json"),
    COMPRESS("compress", "compress.json");

    private final String command;
    private final String result;

    Kind(String command, String result) {
      this.command = command;
      this.result = result;
    }

    public String command() {
      return command;
    }

    /** The file that is written last: a run that has it is complete. */
    public String result() {
      return result;
    }
  }

  public Task {
    arguments = List.copyOf(arguments);
  }

  /** What {@link #FILE} holds, by which a folder of another sweep is told. */
  public byte[] json() {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("command", kind.command());
    asked.put("arguments", arguments);
    return (JsonReport.pretty(asked) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Why a folder is not this task's; null if it is, or new.
   *
   * @param asked what {@link #FILE} holds there; null if there is none
   */
  String conflict(byte[] asked) {
    if (asked == null || Arrays.equals(asked, json())) {
      return null;
    }
    return "run "
        + name
        + " is there with other options ("
        + FILE
        + "); give --out another folder, or remove that run";
  }
}
