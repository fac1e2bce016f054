package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.benchmarks.inference.Profiles;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.RealNet;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;

/**
 * The files of a net under measurement.
 *
 * @param compact what our runtime loads
 * @param float32 what ONNX Runtime loads: the same weights, zeros kept
 * @param int8 the whole net in 8 bits; null where there is none
 * @param pixels of an image; null where the net takes other inputs
 */
record RealFiles(String net, Path compact, Path float32, Path int8, Path pixels) {

  /**
   * Writes them.
   *
   * @param nameOrFile of a {@link RealNet}, or an {@code .onnx} file
   * @throws IOException if the file cannot be read or is damaged
   */
  static RealFiles write(String nameOrFile, Variant variant, boolean int8, Path folder)
      throws IOException {
    boolean file = nameOrFile.endsWith(".onnx");
    Model read = file ? OnnxImporter.read(Path.of(nameOrFile)) : RealNet.named(nameOrFile).build();
    Model whole = new FoldAffine().apply(read);
    Model pruned = variant.apply(whole);
    Path compact = folder.resolve("model.spvd");
    SpvdFile.write(Compressor.compress(pruned).model(), compact);
    Path float32 = folder.resolve("float32.onnx");
    OnnxExporter.write(pruned, OnnxProfile.DENSE, float32);
    boolean image = whole.isPlain() && whole.isFixed();
    Path pixels = image ? folder.resolve("pixels") : null;
    Path bytes = null;
    if (image) {
      Files.write(pixels, Pictures.of(whole.inputShape(), 1));
    }
    if (image && int8) {
      bytes = folder.resolve("int8.onnx");
      byte[] exported = OnnxExporter.export(whole, Profiles.settings(whole, OnnxProfile.INT8));
      Files.write(bytes, exported);
    }
    String name = file ? Path.of(nameOrFile).getFileName().toString() : nameOrFile;
    return new RealFiles(name, compact, float32, bytes, pixels);
  }
}
