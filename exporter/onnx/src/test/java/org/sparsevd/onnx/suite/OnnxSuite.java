package org.sparsevd.onnx.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code tools/onnx-suite} starts: ONNX's own tests, all of a folder. */
final class OnnxSuite {
  private static final long SEED = 1;
  private static final String USAGE =
      """
      Usage: onnx-suite FOLDER [--verbose] [--seed N] [--onnx-runtime]
             onnx-suite --random N [--verbose] [--seed N]
             onnx-suite FOLDER --pack
             onnx-suite FOLDER --pack-nets
             onnx-suite --list-right
      Runs ONNX's own tests and counts which are right, refused and wrong.
        FOLDER          in-scope.txt and the tests, unpacked or as .tar.xz archives
        --verbose       a line for each test, and all tests behind each reason
        --seed N        of random inputs, for tests without data (default: 1); with --random
                        the seed of the first graph
        --random N      runs N graphs of general tensors instead, with ONNX Runtime's answers
        --onnx-runtime  runs ONNX Runtime instead: what differs there is the tests' fault
        --pack          writes the archive that this project's own test reads
        --pack-nets     writes the archive of nets that RealNetsTest reads: all of the folder
        --list-right    writes which of the archive's tests are right now
      Exit code: 0 if none is wrong, 1 if one is, 2 for wrong usage or an unreadable folder.\
      """;

  private OnnxSuite() {}

  public static void main(String[] args) {
    try {
      System.exit(run(new ArrayList<>(List.of(args))));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("onnx-suite: " + e.getMessage());
      System.exit(2);
    }
  }

  private static int run(List<String> args) throws IOException {
    Path resources = Path.of(System.getProperty("sparsevd.suite.resources", "."));
    if (args.equals(List.of("--list-right"))) {
      PackedSuite.listRight(resources);
      return 0;
    }
    boolean verbose = args.remove("--verbose");
    boolean reference = args.remove("--onnx-runtime");
    boolean pack = args.remove("--pack");
    boolean packNets = args.remove("--pack-nets");
    long seed = number(args, "--seed", SEED);
    long graphs = number(args, "--random", 0);
    Judge judge =
        new Judge(reference ? new OnnxRuntimeEngine() : new ImportedEngine(), new Questions(seed));
    if (graphs > 0 && args.isEmpty()) {
      return tell(drawn(judge, seed, graphs), verbose);
    }
    if (args.size() != 1 || args.get(0).startsWith("-")) {
      System.err.println(USAGE);
      return 2;
    }
    if (packNets) {
      PackedSuite.packNets(Path.of(args.get(0)), resources.resolve(RealNetsTest.ARCHIVE));
      return 0;
    }
    Suite suite = Suite.in(Path.of(args.get(0)));
    if (pack) {
      PackedSuite.pack(suite, resources);
      return 0;
    }
    System.out.println("seed of random inputs: " + seed);
    return tell(report(suite, judge), verbose);
  }

  private static int tell(SuiteReport report, boolean verbose) {
    report.print(System.out, verbose);
    return report.hasWrong() ? 1 : 0;
  }

  /** The number behind an option, both of which are taken out. */
  private static long number(List<String> args, String option, long otherwise) {
    int at = args.indexOf(option);
    if (at < 0 || at + 1 == args.size()) {
      return otherwise;
    }
    args.remove(at);
    String number = args.remove(at);
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          option + ": expected a whole number, found '" + number + "'");
    }
  }

  private static SuiteReport drawn(Judge judge, long seed, long graphs) throws IOException {
    SuiteReport report = new SuiteReport();
    for (long i = 0; i < graphs; i++) {
      report.add("random graphs", "seed " + (seed + i), judge.of(TensorGraphs.draw(seed + i)));
    }
    return report;
  }

  private static SuiteReport report(Suite suite, Judge judge) throws IOException {
    SuiteReport report = new SuiteReport();
    Map<Path, Verdict> verdicts = new HashMap<>();
    for (Map.Entry<String, List<SuiteCase>> list : suite.lists().entrySet()) {
      for (SuiteCase test : list.getValue()) {
        Verdict verdict = verdicts.get(test.model());
        if (verdict == null) {
          verdict = judge.of(test);
          verdicts.put(test.model(), verdict);
        }
        report.add(list.getKey(), test.name(), verdict);
      }
    }
    return report;
  }
}
