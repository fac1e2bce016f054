package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxExporter;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.SparseModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd export}: from a compact file to ONNX, run and compared before it says done. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an ONNX file of a .spvd file, runs both on random pixels and compares.",
      "Note: ONNX Runtime makes sparse weights dense when it loads them; the sparse profile",
      "is smaller on disk, not faster."
    })
final class ExportCommand implements Callable<Integer> {
  private static final int INPUTS = 64;

  @Mixin private Output output;

  @Parameters(index = "0", paramLabel = "FILE.spvd", description = "the compact file to read")
  private Path input;

  @Option(
      names = "--out",
      paramLabel = "FILE.onnx",
      required = true,
      description = "the ONNX file to write")
  private Path file;

  @Option(
      names = "--profile",
      paramLabel = "dense|sparse",
      defaultValue = "dense",
      description = "dense runs anywhere, sparse is smaller (default: ${DEFAULT-VALUE})")
  private String profile;

  @Option(names = "--force", description = "overwrite what is there")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    OnnxProfile chosen = profile();
    Model model = InputFile.readSpvd(input);
    OutputFile.check(file, force);
    OnnxExporter.write(model, chosen, file);
    double difference = difference(model);
    long bytes = Files.size(file);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", file.toString());
    result.put("profile", profile);
    result.put("bytes", bytes);
    result.put("maxAbsDifference", difference);
    output.result(
        result,
        file
            + ": "
            + Numbers.bytes(bytes)
            + ", largest difference from the JVM runtime over "
            + INPUTS
            + " random inputs: "
            + Numbers.difference(difference));
    return difference < Verification.LARGEST_DIFFERENCE
        ? ExitCode.FINE
        : ExitCode.VERIFICATION_FAILED;
  }

  private OnnxProfile profile() throws CliException {
    for (OnnxProfile known : OnnxProfile.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(profile)) {
        return known;
      }
    }
    throw CliException.usage("unknown profile '" + profile + "', expected dense or sparse");
  }

  /** Largest difference of a score between ONNX Runtime and our runtime over random pixels. */
  private double difference(Model model) throws IOException {
    float[] pixels = new float[INPUTS * model.inputShape().size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Forward ours = new RuntimeForward(SparseModel.of(model), INPUTS);
    try (Forward theirs = new OnnxForward(file)) {
      Logits expected = new Logits(ours.run(pixels, INPUTS), ours.outputSize());
      return new Logits(theirs.run(pixels, INPUTS), theirs.outputSize()).maxAbsDifference(expected);
    }
  }
}
