package org.sparsevd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.Environment;
import org.sparsevd.cli.io.ExitCode;
import picocli.CommandLine.Command;

/** {@code sparsevd doctor}: what this machine computes with, and what would make it faster. */
@Command(name = "doctor", header = "Says what this machine computes with, and what would help.")
final class DoctorCommand extends ConsoleCommand {
  @Override
  public Integer call() {
    Environment environment = Environment.examine();
    environment.examineBackends();
    environment.examineOnnxRuntime();
    Map<String, String> facts = environment.facts();
    List<String> advice = environment.advice();
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    facts.forEach((name, value) -> lines.add(name + " ".repeat(width - name.length() + 2) + value));
    lines.add("");
    if (advice.isEmpty()) {
      lines.add("Nothing to change.");
    }
    for (String line : advice) {
      lines.add("! " + line);
    }
    output.result(Map.of("environment", facts, "advice", advice), String.join("\n", lines));
    return ExitCode.FINE;
  }
}
