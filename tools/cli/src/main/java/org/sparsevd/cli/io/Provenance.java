package org.sparsevd.cli.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Sha256;

/** Where a net comes from: in ONNX files only, since a compact file counts its bytes. */
final class Provenance {
  private Provenance() {}

  /**
   * Of a net that was trained here.
   *
   * @param compression the paper's ratio
   */
  static Map<String, String> of(Checkpoint checkpoint, double compression) {
    return Map.of(
        "tool", ToolVersion.text(),
        "recipe", checkpoint.recipe().name(),
        "epochs", String.valueOf(checkpoint.recipe().epochs()),
        "seed", String.valueOf(checkpoint.seed()),
        "dataset", checkpoint.dataset().text(),
        "dataset_sha256", checkpoint.dataset().sha256(),
        "parameter_compression", Numbers.ratio(compression));
  }

  /** Of a net from another model file. */
  static Map<String, String> of(Path file) throws IOException {
    return Map.of(
        "tool", ToolVersion.text(),
        "source", file.getFileName().toString(),
        "source_sha256", Sha256.of(file));
  }
}
