package org.sparsevd.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * Everything a run has to tell; the components are the fields of {@code report.json}, in this
 * order.
 *
 * @param tool name and version of the program
 * @param recipe its name; absent in reports of earlier versions
 * @param method such as {@code sparse-vd}; absent in reports of earlier versions
 * @param paper whether the paper's own schedule was used
 * @param epochs epochs trained
 * @param testErrorPercent of the thresholded net after the last epoch
 * @param quantisation of the compact file; absent where it keeps float32
 * @param seconds wall-clock time per stage: train, compress, export, verify
 * @param environment JDK, processor, backend, threads and the like, as text
 * @param history one entry per epoch, in order
 */
public record Report(
    String tool,
    String network,
    @JsonInclude(JsonInclude.Include.NON_NULL) String recipe,
    @JsonInclude(JsonInclude.Include.NON_NULL) String method,
    DatasetEntry dataset,
    long seed,
    int epochs,
    boolean paper,
    double testErrorPercent,
    Parameters parameters,
    List<Layer> layers,
    @JsonInclude(JsonInclude.Include.NON_NULL) Quantisation quantisation,
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
   * @param coded quantised and entropy-coded; 0 where it was not quantised
   * @param entropy what a code without contexts would need for that at least
   * @param stored what the {@code .spvd} file spends on it
   */
  public record Bytes(long dense, long csr, long bitmask, long coded, long entropy, long stored) {}

  /**
   * How the compact file's weights were rounded. Errors are those on training images that were set
   * aside to choose by, never on test images.
   *
   * @param maxErrorIncrease percentage points that were allowed
   * @param trainedOn whether the net was trained on those images
   */
  public record Quantisation(
      double maxErrorIncrease,
      int validationImages,
      boolean trainedOn,
      double errorBeforePercent,
      double errorAfterPercent,
      List<CodedTensor> tensors) {}

  /**
   * One quantised tensor.
   *
   * @param tensor the layer's name for its weight, with {@code .bias} for its bias
   * @param bits in the coded stream
   * @param entropyBits what a code without contexts would need at least
   */
  public record CodedTensor(String tensor, double step, double bits, double entropyBits) {}

  /**
   * One written file.
   *
   * @param ratio bytes of all parameters as dense float32, divided by the file's bytes
   */
  public record FileEntry(String path, long bytes, double ratio) {}

  /**
   * One form of the net, run over the whole test set.
   *
   * @param reference what its scores are compared with: the checkpoint, or for a quantised form
   *     another runtime on the same quantised weights
   * @param images in the test set
   * @param maxAbsDifference largest difference of a logit
   * @param top1Agreement share of the images with the same predicted class, 0 to 1
   * @param agrees whether its scores are those of the reference, but for rounding
   */
  public record Target(
      String target,
      String reference,
      int images,
      double testErrorPercent,
      double maxAbsDifference,
      double top1Agreement,
      boolean agrees) {}

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
