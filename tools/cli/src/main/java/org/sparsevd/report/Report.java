package org.sparsevd.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Everything a run has to tell; the components are the fields of {@code report.json}, in this
 * order.
 *
 * @param tool name and version of the program
 * @param paper whether the paper's own schedule was used
 * @param epochs epochs trained
 * @param testErrorPercent of the thresholded net after the last epoch
 * @param seconds wall-clock time per stage: train, compress, export, verify
 * @param environment JDK, processor, backend, threads and the like, as text
 * @param history one entry per epoch, in order
 */
public record Report(
    String tool,
    String network,
    DatasetEntry dataset,
    long seed,
    int epochs,
    boolean paper,
    double testErrorPercent,
    Parameters parameters,
    List<Layer> layers,
    List<FileEntry> files,
    List<Target> verification,
    Map<String, Double> seconds,
    Map<String, String> environment,
    List<Epoch> history) {

  /** The data set and the SHA-256 (hex) of the files that were read. */
  public record DatasetEntry(String name, String sha256) {}

  /**
   * Weights without biases, as the paper counts them.
   *
   * @param compression {@code total / nonZero}
   */
  public record Parameters(long total, long nonZero, double compression) {}

  /**
   * One weighted layer.
   *
   * @param shape of the weight before dead units were removed
   * @param logAlpha absent for a layer that was not trained by Sparse Variational Dropout
   */
  public record Layer(
      String name,
      int[] shape,
      long total,
      long nonZero,
      double sparsityPercent,
      Bytes bytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) LogAlphaHistogram logAlpha) {}

  /**
   * Bytes of one weight in each storage.
   *
   * @param stored what the {@code .spvd} file spends on it
   */
  public record Bytes(long dense, long csr, long bitmask, long stored) {}

  /**
   * One written file.
   *
   * @param ratio bytes of all parameters as dense float32, divided by the file's bytes
   */
  public record FileEntry(String path, long bytes, double ratio) {}

  /**
   * One form of the net, run over the whole test set and compared with the checkpoint.
   *
   * @param maxAbsDifference largest difference of a logit
   * @param top1Agreement share of the images with the same predicted class, 0 to 1
   */
  public record Target(
      String target, double testErrorPercent, double maxAbsDifference, double top1Agreement) {}

  /**
   * One epoch of training.
   *
   * @param testErrorPercent of the thresholded net
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      double testErrorPercent,
      long nonZero,
      double compression,
      double learningRate,
      double klWeight) {}
}
