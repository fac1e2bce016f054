package org.sparsevd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Environment;
import org.sparsevd.cli.io.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sparsevd doctor}: what this machine computes with, and what would make it faster. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    header = "Says what this machine computes with, and what would help.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private Console output;

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
