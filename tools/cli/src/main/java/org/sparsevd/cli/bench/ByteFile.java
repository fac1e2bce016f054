package org.sparsevd.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.ValueRanges;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.write.OnnxExporter;

/**
 * A net in 8 bits for ONNX Runtime, to be measured beside ours. The ranges of its values are those
 * of noise, so its answers are good for nothing; it takes as long as with better ones.
 */
public final class ByteFile {
  private static final long SEED = 7;
  private static final int IMAGES = 4;

  private ByteFile() {}

  /**
   * Writes it.
   *
   * @return false where the net cannot be exported so
   */
  public static boolean write(Model model, Path file) throws IOException {
    int size = model.inputShape().size();
    byte[] pixels = new byte[IMAGES * size];
    new Random(SEED).nextBytes(pixels);
    try {
      ActivationRanges ranges = ValueRanges.of(model, Inputs.pixels(pixels, size));
      OnnxSettings settings =
          new OnnxSettings(OnnxProfile.INT8, false, Optional.empty(), Optional.of(ranges));
      Files.write(file, OnnxExporter.export(model, settings));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
