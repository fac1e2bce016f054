package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparsevd.cli.calibrate.CalibrationData;
import org.sparsevd.cli.calibrate.NetCost;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.ExportSource;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.ArrayOptions;
import org.sparsevd.cli.options.DrawingOptions;
import org.sparsevd.cli.options.OnnxOptions;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.cli.options.PixelOptions;
import org.sparsevd.cli.score.Samples;
import org.sparsevd.cli.verify.DrawnCheck;
import org.sparsevd.cli.verify.OnnxCheck;
import org.sparsevd.cli.verify.OnnxComparison;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.nets.RuntimeMissingException;
import org.sparsevd.nets.ValueRanges;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.report.Numbers;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.trainer.data.DataSource;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd export}: from any model file to ONNX, run and compared before it says done. */
@Command(
    name = "export",
    header = "Makes an ONNX file, runs it in ONNX Runtime and compares.",
    description = {
      "Makes an ONNX file of a .ckpt, .spvd or .onnx file, runs it in ONNX Runtime and compares.",
      "Profiles: dense keeps every unit and zero; shrunk is without dead units; int8 computes in",
      "8 bits; sparse stores weights sparse where that is smaller. Parts combine: shrunk,sparse.",
      "Note: ONNX Runtime makes sparse weights dense when it loads them; the sparse profile",
      "is smaller on disk, not faster. Shrunk is both."
    })
final class ExportCommand extends ConsoleCommand {
  private static final int COMPARED = 256;
  private static final int CALIBRATED = 512;
  private static final int MNIST_PIXELS = 784;
  private static final double PRODUCTS = 5e9;
  private static final String NOT_COMPARED = "not compared";

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "the .ckpt, .spvd or .onnx file to read")
  private Path input;

  @Option(
      names = "--out",
      paramLabel = "FILE.onnx",
      required = true,
      description = "the ONNX file to write")
  private Path file;

  @Option(
      names = "--profile",
      paramLabel = "dense|shrunk,int8,sparse",
      defaultValue = "dense",
      description = "how weights are stored, see above (default: ${DEFAULT-VALUE})")
  private String profile;

  @Option(
      names = "--input",
      paramLabel = "float|pixels",
      defaultValue = "float",
      description = {
        "what the file takes: float32, or unsigned bytes that it converts itself",
        "(default: ${DEFAULT-VALUE})"
      })
  private String inputType;

  @Mixin private PixelOptions pixels;

  @Option(
      names = "--calibrate",
      paramLabel = "mnist|DIR|FILES|random",
      description = {
        "data for the ranges of int8 and for the comparison (int8 needs it unless",
        "the net takes MNIST's pixels)"
      })
  private String data;

  @Mixin private ArrayOptions arrays;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description = "version of the ONNX operators (default: 15, or what the net needs)")
  private Integer opset;

  @Mixin private OnnxOptions onnx;

  @Mixin private DrawingOptions drawing;

  @Mixin private Overwriting overwriting;

  @Override
  public Integer call() throws Exception {
    OnnxProfile chosen = profile();
    checkInput();
    boolean fromOnnx = InputFile.of(input).kind() == InputFile.Kind.ONNX;
    ExportSource source = ExportSource.read(input, onnx.of(fromOnnx), output::notice);
    OutputFile.check(file, overwriting.allowed(), input, ".spvd");
    if (!isScored(source.model())) {
      return onDrawnInputs(chosen, source);
    }
    if (drawing.given()) {
      throw CliException.usage(
          "--symbols and --range are for nets of several inputs or free shapes, "
              + input
              + " is none");
    }
    Model model = pixels.inFrontOf(source.model());
    CalibrationData calibration = calibration(chosen, model, source.pixels());
    Model shaped = chosen.shape(model);
    Optional<ActivationRanges> ranges =
        chosen.int8() ? Optional.of(ranges(shaped, calibration.choosing())) : Optional.empty();
    write(model, settings(chosen, ranges));
    int compared = NetCost.inputs(model, PRODUCTS, 4, COMPARED);
    Samples samples = calibration.reporting().first(compared);
    Optional<OnnxCheck> check = compare(model, samples, chosen.int8() || Op.Quantize.isIn(model));
    List<String> lines = new ArrayList<>();
    if (!calibration.scale().isEmpty()) {
      lines.add(calibration.scale());
    }
    if (!chosen.shrunk() && !source.note().isEmpty()) {
      lines.add("note: " + source.note());
    }
    lines.add(check.map(OnnxCheck::toString).orElse(NOT_COMPARED));
    print(chosen, lines, check.map(OnnxCheck::largest), check.map(OnnxCheck::json));
    boolean failed = check.isPresent() && !check.get().passed();
    return failed ? ExitCode.VERIFICATION_FAILED : ExitCode.FINE;
  }

  /** Whether it is run on samples of data: from one input of floats to one output of floats. */
  private static boolean isScored(Model model) {
    return model.isPlain() && model.isFixed() && model.type(model.output()) == ElementType.FLOAT;
  }

  private int onDrawnInputs(OnnxProfile chosen, ExportSource source)
      throws IOException, CliException {
    Model model = source.model();
    if (chosen.int8() || data != null || pixels.given() || inputType.equals("pixels")) {
      throw CliException.usage(
          "--profile int8, --calibrate and options of pixels are for nets from one input of floats"
              + " in batches to one output of floats; "
              + input
              + " takes "
              + model.inputs()
              + " and gives "
              + model.outputs());
    }
    write(model, settings(chosen, Optional.empty()));
    Optional<DrawnCheck> check = compare(model);
    List<String> lines = new ArrayList<>();
    if (!chosen.shrunk() && !source.note().isEmpty()) {
      lines.add("note: " + source.note());
    }
    lines.add(check.map(DrawnCheck::text).orElse(NOT_COMPARED));
    boolean agrees = check.isEmpty() || check.get().agrees();
    lines.add(agrees ? "" : "They do NOT agree.");
    lines.removeIf(String::isEmpty);
    print(chosen, lines, check.map(DrawnCheck::largest), check.map(DrawnCheck::json));
    return agrees ? ExitCode.FINE : ExitCode.VERIFICATION_FAILED;
  }

  /** Nothing where ONNX Runtime cannot be loaded, or nobody said what free dimensions are. */
  private Optional<DrawnCheck> compare(Model model) throws IOException, CliException {
    String reason;
    try {
      return Optional.of(
          OnnxComparison.exported(file, model, drawing.inputs(), drawing.seed(), drawing.calls()));
    } catch (RuntimeMissingException e) {
      reason = e.getMessage();
    } catch (CliException e) {
      if (e.exitCode() != ExitCode.USAGE || drawing.given()) {
        throw e;
      }
      reason = e.getMessage();
    }
    output.notice("note: " + file + " is written, but not compared: " + reason);
    return Optional.empty();
  }

  /** Nothing where ONNX Runtime cannot be loaded: the file is written all the same. */
  private Optional<OnnxCheck> compare(Model model, Samples samples, boolean rounded)
      throws IOException {
    try {
      return Optional.of(OnnxCheck.of(file, model, samples, rounded));
    } catch (RuntimeMissingException e) {
      output.notice("note: " + file + " is written, but not compared: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void write(Model model, OnnxSettings settings) throws IOException, CliException {
    try {
      OnnxExporter.write(model, settings, file);
    } catch (IllegalArgumentException e) {
      throw opset == null
          ? CliException.failure(file + ": " + e.getMessage())
          : CliException.usage("--opset " + opset + ": " + e.getMessage());
    }
  }

  private OnnxProfile profile() throws CliException {
    try {
      return OnnxProfile.parse(profile);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--profile: " + e.getMessage());
    }
  }

  private void checkInput() throws CliException {
    if (!List.of("float", "pixels").contains(inputType)) {
      throw CliException.usage("--input must be float or pixels, found '" + inputType + "'");
    }
    if (opset != null && (opset < OnnxSettings.OLDEST_OPSET || opset > OnnxSettings.NEWEST_OPSET)) {
      throw CliException.usage(
          "--opset must be "
              + OnnxSettings.OLDEST_OPSET
              + " to "
              + OnnxSettings.NEWEST_OPSET
              + ", found "
              + opset);
    }
  }

  private OnnxSettings settings(OnnxProfile chosen, Optional<ActivationRanges> ranges) {
    return new OnnxSettings(chosen, inputType.equals("pixels"), Optional.ofNullable(opset), ranges);
  }

  private CalibrationData calibration(
      OnnxProfile chosen, Model model, ExportSource.Pixels takesPixels)
      throws IOException, CliException {
    boolean asked = pixels.given() || inputType.equals("pixels");
    boolean bytes = asked || takesPixels == ExportSource.Pixels.YES;
    boolean likely = bytes || takesPixels == ExportSource.Pixels.LIKELY;
    if (data != null) {
      return CalibrationData.open(
          arrays.source(data), model, data.equals(CalibrationData.RANDOM) ? likely : bytes);
    }
    if (!chosen.int8()) {
      return CalibrationData.open(DataSource.of(CalibrationData.RANDOM), model, likely);
    }
    if (likely && model.inputShape().size() == MNIST_PIXELS) {
      CalibrationData mnist = CalibrationData.open(DataSource.of(Dataset.MNIST), model, bytes);
      if (mnist.isLabelled()) {
        return mnist;
      }
    }
    throw CliException.usage(
        "--profile int8 needs inputs like those the net will see: --calibrate mnist, a folder, or"
            + " random");
  }

  private ActivationRanges ranges(Model shaped, Samples samples) throws CliException {
    int count = NetCost.inputs(shaped, 4 * PRODUCTS, 8, Math.min(CALIBRATED, samples.count()));
    output.progress("measuring the ranges of all values on " + samples.first(count).text());
    try {
      return ValueRanges.of(shaped, samples.first(count).inputs());
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.failure(input + ": " + e.getMessage());
    }
  }

  private void print(
      OnnxProfile chosen,
      List<String> lines,
      Optional<Double> largest,
      Optional<Map<String, Object>> comparison)
      throws IOException {
    long bytes = Files.size(file);
    OnnxSummary summary = OnnxSummary.read(Files.readAllBytes(file));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", file.toString());
    result.put("profile", chosen.toString());
    result.put("bytes", bytes);
    result.put("opset", summary.opset());
    result.put("irVersion", summary.irVersion());
    result.put("sparse", names(summary, true));
    result.put("maxAbsDifference", largest.orElse(null));
    result.put("comparison", comparison.orElse(null));
    StringBuilder text = new StringBuilder();
    text.append(file + ": " + Numbers.bytes(bytes) + ", profile " + chosen);
    text.append(", operator set " + summary.opset() + ", IR version " + summary.irVersion());
    text.append(System.lineSeparator());
    if (chosen.sparse()) {
      text.append("stored sparse: " + list(names(summary, true)));
      text.append("; dense, because that is smaller: " + list(names(summary, false)));
      text.append(System.lineSeparator());
    }
    output.result(result, text.append(String.join(System.lineSeparator(), lines)).toString());
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** The weights, which have two dimensions or more, that are stored so. */
  private static List<String> names(OnnxSummary summary, boolean sparse) {
    return summary.constants().stream()
        .filter(constant -> constant.sparse() == sparse && constant.shape().size() > 1)
        .map(OnnxSummary.Constant::name)
        .toList();
  }
}
