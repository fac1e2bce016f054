package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.benchmarks.inference.Profiles;
import org.sparsevd.benchmarks.nets.EightBits;
import org.sparsevd.benchmarks.nets.MadeUpNet;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.RealNet;
import org.sparsevd.benchmarks.nets.Subject;
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
 * @param form what was done to it
 * @param compact what our runtime loads
 * @param float32 what ONNX Runtime loads: the same weights, zeros kept
 * @param int8 the whole net in 8 bits; null where there is none
 * @param pixels of an image; null where the net takes other inputs
 */
record RealFiles(String net, String form, Path compact, Path float32, Path int8, Path pixels) {
  private static final String TRAINED = "as trained";

  /**
   * Writes them.
   *
   * @param nameOrFile of a {@link RealNet}, or an {@code .onnx} file; or what {@link Subject} takes
   *     and has all its units, which stays as sparse as it is
   * @param int8 whether ONNX Runtime gets the whole net in 8 bits, too
   * @throws IOException if the file cannot be read or is damaged
   */
  static RealFiles write(String nameOrFile, Variant variant, boolean int8, Path folder)
      throws IOException {
    boolean file = nameOrFile.endsWith(".onnx");
    String name = file ? Path.of(nameOrFile).getFileName().toString() : nameOrFile;
    if (isSparse(nameOrFile)) {
      Subject subject = Subject.of(nameOrFile);
      Model whole = subject.whole().orElseThrow();
      return write(subject.name(), TRAINED, whole, whole, subject.shrunk(), int8, folder);
    }
    Model read = file ? OnnxImporter.read(Path.of(nameOrFile)) : RealNet.named(nameOrFile).build();
    Model whole = new FoldAffine().apply(read);
    Model pruned = variant.apply(whole);
    Model small = Compressor.compress(pruned).model();
    Model compact = variant.int8() ? EightBits.of(small) : small;
    return write(name, variant.toString(), whole, pruned, compact, int8, folder);
  }

  /** Whether a net has its zeros already, as those of the paper do. */
  private static boolean isSparse(String nameOrFile) {
    return nameOrFile.endsWith(".ckpt")
        || Arrays.stream(MadeUpNet.values()).anyMatch(net -> net.id().equals(nameOrFile));
  }

  private static RealFiles write(
      String name, String form, Model whole, Model pruned, Model compact, boolean int8, Path folder)
      throws IOException {
    Path ours = folder.resolve("model.spvd");
    SpvdFile.write(compact, ours);
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
    return new RealFiles(name, form, ours, float32, bytes, pixels);
  }

  /** With files that somebody else wrote; null for those that stay. */
  RealFiles with(Path otherCompact, Path otherInt8) {
    return new RealFiles(
        net,
        form,
        otherCompact == null ? compact : otherCompact,
        float32,
        otherInt8 == null ? int8 : otherInt8,
        pixels);
  }

  /** By name, ours first. */
  Map<String, Path> contenders() {
    Map<String, Path> all = new LinkedHashMap<>();
    all.put(RealRow.OURS, compact);
    all.put(RealRow.FLOAT32, float32);
    if (int8 != null) {
      all.put(RealRow.INT8, int8);
    }
    return all;
  }
}
