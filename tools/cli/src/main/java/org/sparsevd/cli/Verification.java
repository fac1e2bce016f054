package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.onnx.OnnxSummary;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.Report;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Images;

/** Compares forms of a net on a whole test set with what the checkpoint computes. */
final class Verification {
  /** A score that differs by this much or more fails. */
  static final double LARGEST_DIFFERENCE = 1e-3;

  private final Images images;
  private final Logits reference;
  private final List<Report.Target> targets = new ArrayList<>();

  /**
   * Starts with the reference itself.
   *
   * @param reference scores of all the images
   */
  Verification(String name, Images images, Logits reference) {
    this.images = images;
    this.reference = reference;
    add(name, reference);
  }

  /** Runs a {@code .spvd} or {@code .onnx} file over the test set. */
  void file(Path file) throws IOException, CliException {
    try (Forward net = open(file)) {
      if (net.outputSize() != reference.classes()) {
        throw CliException.failure(
            file
                + " gives "
                + net.outputSize()
                + " scores, what it is compared with gives "
                + reference.classes());
      }
      add(
          file.getFileName().toString(),
          ImageRun.over(net, images, images.count(), file.toString()));
    }
  }

  /** A model file other than a checkpoint, ready to run. */
  static Forward open(Path path) throws IOException, CliException {
    InputFile file = InputFile.of(path);
    return switch (file.kind()) {
      case SPVD -> new RuntimeForward(SparseModel.of(InputFile.readSpvd(path)), ImageRun.BATCH);
      case ONNX -> {
        checkIntact(path);
        yield new OnnxForward(path);
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

  private void add(String name, Logits logits) {
    targets.add(
        new Report.Target(
            name,
            logits.errorPercent(images),
            logits.maxAbsDifference(reference),
            logits.top1Agreement(reference)));
  }

  /** The reference first, then the files in their order. */
  List<Report.Target> targets() {
    return List.copyOf(targets);
  }

  /** Whether all agree: the same class for every image, every score off by less than 0.001. */
  static boolean passed(List<Report.Target> targets) {
    for (Report.Target target : targets) {
      if (target.top1Agreement() < 1 || !(target.maxAbsDifference() < LARGEST_DIFFERENCE)) {
        return false;
      }
    }
    return true;
  }

  /** What was found, as a table. */
  String table() {
    Table table = new Table("verified", "error %", "largest difference", "same class %");
    for (Report.Target target : targets) {
      table.row(
          target.target(),
          Numbers.percent(target.testErrorPercent()),
          Numbers.difference(target.maxAbsDifference()),
          Numbers.percent(100 * target.top1Agreement()));
    }
    return table.toString();
  }
}
