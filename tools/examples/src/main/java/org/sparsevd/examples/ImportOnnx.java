package org.sparsevd.examples;

import java.nio.file.Path;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;

/**
 * Makes a compact file of somebody's ONNX file, with nine weights in ten set to zero.
 *
 * <p>Arguments: the ONNX file, the compact file to write. Magnitude alone costs most nets some
 * accuracy; {@link CalibrateOnData} shows what data is good for.
 */
public final class ImportOnnx {
  private ImportOnnx() {}

  public static void main(String[] args) throws Exception {
    Model net = OnnxImporter.read(Path.of(args[0]));
    Compressed small = Compressor.compress(net, MagnitudePruning.global(net, 0.9));
    SpvdFile.writeCompact(small.model(), Path.of(args[1]));
    System.out.println(small.model().nodes().size() + " nodes written");
  }
}
