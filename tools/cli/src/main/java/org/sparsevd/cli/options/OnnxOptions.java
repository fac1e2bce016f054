package org.sparsevd.cli.options;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.onnx.ImportOptions;
import picocli.CommandLine.Option;

/** What a command is told of an ONNX file that it reads. */
public final class OnnxOptions {
  @Option(
      names = "--input-shape",
      paramLabel = "[NAME=]N,...",
      description = {
        ".onnx: shape of an input, the batch included, such as x=1,3,640,640; a name in place",
        "of a number leaves that dimension free. Once for each input that is to change"
      })
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--input-value",
      paramLabel = "NAME=NUMBER",
      description = {
        ".onnx: what an input of one number always is, such as a sample rate by which the net",
        "chooses; it is no input then"
      })
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--outputs",
      paramLabel = "NAME,...",
      split = ",",
      description = ".onnx: values that come out (default: the outputs that the file names)")
  private List<String> outputs = new ArrayList<>();

  /**
   * The options for a file.
   *
   * @param onnx whether it is an ONNX file
   * @throws CliException if they are not well-formed, or are given for another file
   */
  public ImportOptions of(boolean onnx) throws CliException {
    if (!onnx && !(shapes.isEmpty() && values.isEmpty() && outputs.isEmpty())) {
      throw CliException.usage("--input-shape, --input-value and --outputs are for .onnx files");
    }
    ImportOptions options;
    try {
      options = ImportOptions.of(shapes, outputs);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--input-shape: " + e.getMessage());
    }
    try {
      return options.withValues(values);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--input-value: " + e.getMessage());
    }
  }
}
