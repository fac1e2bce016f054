package org.sparsevd.cli.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.Stopwatch;
import org.sparsevd.model.Model;
import org.sparsevd.nets.DrawnInputs;
import org.sparsevd.nets.OnnxPort;
import org.sparsevd.nets.OnnxRuntimeCalls;
import org.sparsevd.onnx.ImportOptions;

/**
 * An ONNX file in ONNX Runtime, and what is compared with it: the file as it is read here, or
 * compact files that were made of it.
 *
 * @param file the ONNX file
 * @param compact compact files; none for the file itself
 * @param options shapes of its inputs
 * @param limit largest difference as a share of the largest element; null for the usual one
 */
public record OnnxComparison(Path file, List<Path> compact, ImportOptions options, Double limit) {
  private static final String READ = "read";

  /** Where both compute the same but for rounding. */
  static final double LARGEST_SHARE = 1e-3;

  /** Of a compact file, whose weights may be rounded: root mean square in percent. */
  private static final double LARGEST_RMS = 10;

  /**
   * Runs all on the same inputs.
   *
   * @throws org.sparsevd.nets.RuntimeMissingException if ONNX Runtime cannot be loaded
   */
  public List<DrawnCheck> run(DrawnInputs drawn, long seed, int count, Consumer<String> progress)
      throws IOException, CliException {
    List<DrawnCheck> checks = new ArrayList<>();
    try (OnnxRuntimeCalls net = OnnxRuntimeCalls.load(InputFile.of(file, InputFile.Kind.ONNX))) {
      DrawnCheck.Calls calls =
          DrawnCheck.Calls.of(shaped(net.inputs()), options.values(), drawn, seed, count);
      for (Path path : compact.isEmpty() ? List.of(file) : compact) {
        Stopwatch clock = new Stopwatch();
        Model model =
            compact.isEmpty()
                ? InputFile.readOnnx(file, options, progress)
                : InputFile.readSpvd(path);
        clock.lap(READ);
        progress.accept(
            path
                + " was read in "
                + clock.seconds().get(READ)
                + " s; it is compared with ONNX Runtime");
        checks.add(DrawnCheck.of(path.toString(), model, net, calls));
      }
    }
    return checks;
  }

  /**
   * A file beside the net that it was exported of.
   *
   * @throws org.sparsevd.nets.RuntimeMissingException if ONNX Runtime cannot be loaded
   * @throws CliException of wrong usage if something must be said of the inputs before
   */
  public static DrawnCheck exported(Path file, Model model, DrawnInputs drawn, long seed, int count)
      throws IOException, CliException {
    try (OnnxRuntimeCalls net = OnnxRuntimeCalls.load(file)) {
      DrawnCheck.Calls calls = DrawnCheck.Calls.of(net.inputs(), Map.of(), drawn, seed, count);
      return DrawnCheck.of(file.toString(), model, net, calls);
    }
  }

  /** With the shapes that are said instead of the file's. */
  private List<OnnxPort> shaped(List<OnnxPort> inputs) throws CliException {
    List<OnnxPort> shaped = new ArrayList<>(inputs);
    for (Map.Entry<String, List<String>> shape : options.shapes().entrySet()) {
      boolean found = false;
      for (int i = 0; i < inputs.size(); i++) {
        OnnxPort input = inputs.get(i);
        boolean named =
            shape.getKey().isEmpty() ? inputs.size() == 1 : shape.getKey().equals(input.name());
        if (named && shape.getValue().size() == input.extents().size()) {
          shaped.set(i, input.withExtents(shape.getValue()));
          found = true;
        }
      }
      if (!found) {
        throw CliException.usage(
            "--input-shape " + shape.getKey() + "=...: the inputs of " + file + " are " + inputs);
      }
    }
    return shaped;
  }

  /** Whether a result is close enough to what ONNX Runtime gives. */
  public boolean passed(DrawnCheck check) {
    if (limit != null) {
      return check.within(limit);
    }
    return compact.isEmpty() ? check.within(LARGEST_SHARE) : check.withinRms(LARGEST_RMS);
  }

  /** The rule in words. */
  public String rule() {
    if (limit != null || compact.isEmpty()) {
      double share = limit == null ? LARGEST_SHARE : limit;
      return "every difference under " + share + " of its output's largest element";
    }
    return "root mean square of all differences at most " + LARGEST_RMS + " %";
  }
}
