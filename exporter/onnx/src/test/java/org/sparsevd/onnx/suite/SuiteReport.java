package org.sparsevd.onnx.suite;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The verdicts on a suite, as text. */
final class SuiteReport {
  /** Names of tests that stand behind a reason, unless all are asked for. */
  private static final int NAMED = 6;

  private final Map<String, SortedMap<String, Verdict>> lists = new LinkedHashMap<>();

  void add(String list, String test, Verdict verdict) {
    lists.computeIfAbsent(list, name -> new TreeMap<>()).put(test, verdict);
  }

  boolean hasWrong() {
    return lists.values().stream()
        .flatMap(list -> list.values().stream())
        .anyMatch(verdict -> verdict.kind() == Verdict.Kind.WRONG);
  }

  /**
   * Counts by list, reasons of refusals by how often they occur, and all that is wrong.
   *
   * @param verbose whether each test gets a line, too, and each reason all of its tests
   */
  void print(PrintStream out, boolean verbose) {
    lists.forEach((name, verdicts) -> out.println(counts(name, verdicts)));
    lists.forEach((name, verdicts) -> printReasons(out, name, verdicts, verbose));
    lists.forEach((name, verdicts) -> printEach(out, name, verdicts, Verdict.Kind.WRONG));
    if (verbose) {
      lists.forEach((name, verdicts) -> printEach(out, name, verdicts, Verdict.Kind.REFUSED));
      lists.forEach((name, verdicts) -> printEach(out, name, verdicts, Verdict.Kind.RIGHT));
    }
  }

  private static String counts(String name, SortedMap<String, Verdict> verdicts) {
    int[] counts = new int[Verdict.Kind.values().length];
    verdicts.values().forEach(verdict -> counts[verdict.kind().ordinal()]++);
    return String.format(
        "%-16s %4d tests: %4d right, %4d refused, %4d wrong",
        name, verdicts.size(), counts[0], counts[1], counts[2]);
  }

  private static void printReasons(
      PrintStream out, String name, SortedMap<String, Verdict> verdicts, boolean verbose) {
    SortedMap<String, TreeSet<String>> tests = new TreeMap<>();
    verdicts.forEach(
        (test, verdict) -> {
          if (verdict.kind() == Verdict.Kind.REFUSED) {
            for (String reason : RefusalReason.of(verdict.reason())) {
              tests.computeIfAbsent(reason, each -> new TreeSet<>()).add(test);
            }
          }
        });
    List<String> reasons = new ArrayList<>(tests.keySet());
    reasons.sort(Comparator.comparing(reason -> -tests.get(reason).size()));
    if (!reasons.isEmpty()) {
      out.printf("%n%s: why tests are refused%n", name);
    }
    for (String reason : reasons) {
      TreeSet<String> all = tests.get(reason);
      List<String> named = all.stream().limit(verbose ? all.size() : NAMED).toList();
      String more = named.size() < all.size() ? ", ..." : "";
      out.printf("%5d  %s%n       %s%s%n", all.size(), reason, String.join(", ", named), more);
    }
  }

  private static void printEach(
      PrintStream out, String name, SortedMap<String, Verdict> verdicts, Verdict.Kind kind) {
    verdicts.forEach(
        (test, verdict) -> {
          if (verdict.kind() == kind) {
            String reason = verdict.reason().isEmpty() ? "" : ": " + verdict.reason();
            out.printf("%s (%s) %s%s%n", kind, name, test, reason);
          }
        });
  }
}
