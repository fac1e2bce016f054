package org.sparsevd.cli.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.Table;
import org.sparsevd.cli.score.ImageRun;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Images;

/**
 * Compares forms of a net on a whole test set with what the checkpoint computes. A quantised form
 * computes something else: it is compared with the same weights in ONNX Runtime, and may have an
 * error that is a little higher than the checkpoint's.
 */
public final class Verification {
  /** Percentage points by which a test error may be above the checkpoint's, beyond the budget. */
  static final double MAX_ERROR_INCREASE = 0.5;

  /** Errors are rounded quotients. */
  private static final double ROUNDING = 1 + 1e-9;

  private static final String IN_ONNX_RUNTIME = " in ONNX Runtime";

  private final Images images;
  private final String name;
  private final Answers reference;
  private final Map<String, Answers> quantised = new LinkedHashMap<>();
  private final List<Report.Target> targets = new ArrayList<>();

  /**
   * Starts with the reference itself.
   *
   * @param reference scores of all the images
   */
  Verification(String name, Images images, Answers reference) {
    this.images = images;
    this.name = name;
    this.reference = reference;
    add(name, reference, name, reference, false);
  }

  /**
   * Runs a {@code .spvd} or {@code .onnx} file over the test set.
   *
   * @throws org.sparsevd.nets.RuntimeMissingException if that takes ONNX Runtime, which cannot be
   *     loaded
   */
  public void file(Path file) throws IOException, CliException {
    try (LoadedNet net = open(file)) {
      if (net.outputSize() != reference.classes()) {
        throw CliException.failure(
            file
                + " gives "
                + net.outputSize()
                + " scores, what it is compared with gives "
                + reference.classes());
      }
      add(file, ImageRun.over(net, images, images.count(), file.toString()));
    }
  }

  private void add(Path file, Answers answers) throws IOException, CliException {
    String form = file.getFileName().toString();
    boolean onnx = InputFile.of(file).kind() == InputFile.Kind.ONNX;
    Model own = onnx ? null : InputFile.readSpvd(file);
    if (own != null && isQuantised(own)) {
      boolean bytes = Op.Quantize.isIn(own);
      quantised.put(form, inOnnxRuntime(own, form));
      add(form, answers, form + IN_ONNX_RUNTIME, quantised.get(form), bytes);
      return;
    }
    boolean rounded = onnx && isInt8(file);
    if (!Agreement.of(answers, reference, rounded).holds()) {
      for (Map.Entry<String, Answers> other : quantised.entrySet()) {
        if (Agreement.of(answers, other.getValue(), rounded).holds()) {
          add(form, answers, other.getKey() + IN_ONNX_RUNTIME, other.getValue(), rounded);
          return;
        }
      }
    }
    add(form, answers, name, reference, rounded);
  }

  /** Whether an ONNX file computes in 8 bits somewhere. */
  private static boolean isInt8(Path file) throws IOException {
    return OnnxSummary.read(Files.readAllBytes(file)).nodes().stream()
        .map(OnnxSummary.Step::operator)
        .anyMatch(
            operator ->
                operator.startsWith("Q")
                    || operator.equals("DequantizeLinear")
                    || operator.endsWith("Integer"));
  }

  /**
   * Whether all weights of the layers are multiples of steps, biases being anything, or some of
   * them compute in 8 bits.
   */
  private static boolean isQuantised(Model model) {
    if (Op.Quantize.isIn(model)) {
      return true;
    }
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer
          && QuantizedTensor.exact(layer.weight(), node.step(0)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** The scores of a compact file's weights in ONNX Runtime. */
  private Answers inOnnxRuntime(Model model, String form) throws IOException, CliException {
    byte[] onnx = OnnxExporter.export(model, OnnxProfile.DENSE);
    try (LoadedNet net = OnnxRuntimeNet.load(onnx, null)) {
      return ImageRun.over(net, images, images.count(), form);
    }
  }

  /** A model file other than a checkpoint, ready to run. */
  static LoadedNet open(Path path) throws IOException, CliException {
    InputFile file = InputFile.of(path);
    return switch (file.kind()) {
      case SPVD -> SparseVdNet.single(SparseModel.of(InputFile.readSpvd(path)), Inputs.BATCH);
      case ONNX -> {
        checkIntact(path);
        yield OnnxRuntimeNet.load(path);
      }
      case CHECKPOINT -> throw CliException.failure(path + ": expected a .spvd or .onnx file");
    };
  }

  private static void checkIntact(Path path) throws IOException, CliException {
    boolean intact;
    try {
      intact = OnnxSummary.read(Files.readAllBytes(path)).intact();
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
    if (!intact) {
      throw CliException.notVerified(
          path + ": its checksum does not fit its graph: damaged, or edited since it was written");
    }
  }

  private void add(
      String form, Answers answers, String comparedWith, Answers expected, boolean rounded) {
    Agreement agreement = Agreement.of(answers, expected, rounded);
    targets.add(
        new Report.Target(
            form,
            comparedWith,
            images.count(),
            images.errorPercent(answers),
            agreement.largest(),
            agreement.sameClass(),
            agreement.holds()));
  }

  /** The reference first, then the files in their order. */
  public List<Report.Target> targets() {
    return List.copyOf(targets);
  }

  /**
   * Whether all agree with what they are compared with, and no error is higher than the
   * checkpoint's by more than {@code maxErrorIncrease} percentage points, or by more than one image
   * where so few are less.
   */
  public static boolean passed(List<Report.Target> targets, double maxErrorIncrease) {
    Report.Target checkpoint = targets.get(0);
    double oneImage = 100.0 / checkpoint.images();
    double allowed =
        checkpoint.testErrorPercent() + Math.max(maxErrorIncrease, ROUNDING * oneImage);
    return targets.stream()
        .allMatch(target -> target.agrees() && target.testErrorPercent() <= allowed);
  }

  /** Whether a run's forms agree, with the error that its quantisation was allowed. */
  public static boolean passed(Report report) {
    Report.Quantisation quantisation = report.quantisation();
    double allowed = quantisation == null ? 0 : quantisation.maxErrorIncrease();
    return passed(report.verification(), MAX_ERROR_INCREASE + allowed);
  }

  /** What was found, as a table. */
  public String table() {
    Table table =
        new Table("verified", "compared with", "error %", "difference", "same class %", "agrees");
    for (Report.Target target : targets) {
      table.row(
          target.target(),
          target.reference(),
          Numbers.percent(target.testErrorPercent()),
          Numbers.difference(target.maxAbsDifference()),
          Numbers.percent(100 * target.top1Agreement()),
          target.agrees() ? "yes" : "NO");
    }
    return table.toString();
  }
}
