package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A checksum of the graph in the file's own metadata: ONNX has none, so that a flipped bit in a
 * weight is a valid file of another net.
 */
final class GraphChecksum {
  /** Its metadata key; it tells nothing of a model that was read from the file. */
  static final String KEY = "sparsevd.graph.crc32c";

  private GraphChecksum() {}

  /** Whether the graph is the one that was written; true where the file does not tell. */
  static boolean holds(ModelProto file) {
    for (StringStringEntryProto entry : file.getMetadataPropsList()) {
      if (entry.getKey().equals(KEY)) {
        return entry.getValue().equals(of(file.getGraph()));
      }
    }
    return true;
  }

  /** What stands under the key in a file with this graph. */
  static String of(GraphProto graph) {
    CRC32C crc = new CRC32C();
    crc.update(graph.toByteArray());
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
