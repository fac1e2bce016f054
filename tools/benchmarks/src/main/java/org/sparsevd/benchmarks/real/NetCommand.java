package org.sparsevd.benchmarks.real;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sparsevd.benchmarks.nets.RealNet;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the ONNX file of a net under measurement, for other commands to work on. */
@Command(
    name = "net",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a well-known net with made-up weights, as an ONNX file of any trained one would be.",
      "Nets as for 'real'."
    })
public final class NetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NET", description = "such as resnet-18")
  private String name;

  @Option(names = "--out", paramLabel = "FILE.onnx", required = true)
  private Path out;

  @Override
  public Integer call() throws Exception {
    RealNet net = RealNet.named(name.toLowerCase(Locale.ROOT));
    OnnxExporter.write(net.build(), OnnxProfile.DENSE, out);
    System.out.println("wrote " + out);
    return 0;
  }
}
