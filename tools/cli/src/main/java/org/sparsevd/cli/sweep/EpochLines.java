package org.sparsevd.cli.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Writer;

/**
 * What a run prints to stderr with {@code --json}: an object for each epoch, notes, and at last
 * what went wrong.
 */
final class EpochLines extends Writer {
  private static final String PROGRAM = "sparsevd: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Task task;
  private final TaskListener listener;
  private final StringBuilder line = new StringBuilder();
  private String problem = "";

  EpochLines(Task task, TaskListener listener) {
    this.task = task;
    this.listener = listener;
  }

  /** The last message; empty where there was none. */
  String problem() {
    return problem;
  }

  @Override
  public void write(char[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == '\n') {
        take(line.toString().stripTrailing());
        line.setLength(0);
      } else {
        line.append(text[i]);
      }
    }
  }

  private void take(String whole) {
    if (whole.startsWith("{")) {
      try {
        JsonNode epoch = JSON.readTree(whole);
        listener.epoch(task, epoch.path("epoch").asInt(), epoch.path("epochs").asInt());
        return;
      } catch (JsonProcessingException e) {
        // No epoch, so a line like others.
      }
    }
    if (whole.startsWith(PROGRAM)) {
      problem = whole.substring(PROGRAM.length());
    } else if (!whole.isBlank()) {
      // Lines behind the first of a list of problems are indented.
      if (!problem.isEmpty() && whole.startsWith("  ")) {
        problem += ";" + whole.substring(1);
      } else {
        listener.note(whole);
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
