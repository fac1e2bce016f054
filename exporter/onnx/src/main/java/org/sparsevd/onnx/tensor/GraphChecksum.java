package org.sparsevd.onnx.tensor;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A checksum of the graph in the file's own metadata: ONNX has none, so that a flipped bit in a
 * weight is a valid file of another net.
 */
public final class GraphChecksum {
  /** Its metadata key; it tells nothing of a model that was read from the file. */
  public static final String KEY = "sparsevd.graph.crc32c";

  private GraphChecksum() {}

  /** Whether the graph is the one that was written; true where the file does not tell. */
  public static boolean holds(ModelProto file) {
    for (StringStringEntryProto entry : file.getMetadataPropsList()) {
      if (entry.getKey().equals(KEY)) {
        return entry.getValue().equals(of(file.getGraph()));
      }
    }
    return true;
  }

  /** What stands under the key in a file with this graph. */
  public static String of(GraphProto graph) {
    CRC32C crc = new CRC32C();
    crc.update(graph.toByteArray());
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
