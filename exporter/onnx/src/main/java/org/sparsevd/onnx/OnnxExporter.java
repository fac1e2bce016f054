package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;

/**
 * Models as ONNX files of IR version 8 and operator set 15, which ONNX Runtime loads from 1.10 on.
 *
 * <p>The graph takes {@code input}, float32 {@code [N, ...shape]} with a batch dimension {@code N}
 * that is free, and gives {@code output}. Names inside derive from the model's node names; the
 * model's metadata becomes {@code metadata_props}, with a checksum of the graph. The same model
 * gives the same bytes.
 */
public final class OnnxExporter {
  static final int IR_VERSION = 8;
  static final int OPSET_VERSION = 15;

  private OnnxExporter() {}

  /**
   * The bytes of an ONNX file that computes what the model computes.
   *
   * @throws IllegalArgumentException if the file would pass the 2 GiB at which ONNX files end
   */
  public static byte[] export(Model model, OnnxProfile profile) {
    GraphContext graph = new GraphContext(model, profile);
    NodeWriter writer = new NodeWriter(graph, model);
    for (Node node : model.nodes()) {
      writer.write(node);
    }
    if (model.output().equals(Model.INPUT)) {
      graph.node("Identity", Model.INPUT, graph.value(Model.INPUT), GraphContext.OUTPUT);
    }
    GraphProto built = graph.build();
    ModelProto.Builder file =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("SparseVD")
            .setProducerVersion(version())
            .setGraph(built)
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET_VERSION));
    for (Map.Entry<String, String> entry : model.metadata().entrySet()) {
      file.addMetadataProps(
          StringStringEntryProto.newBuilder().setKey(entry.getKey()).setValue(entry.getValue()));
    }
    file.addMetadataProps(GraphChecksum.entry(built));
    return file.build().toByteArray();
  }

  /**
   * Writes the ONNX file to this path: first beside it, then moved onto it in one step, so that no
   * reader ever sees half a file.
   *
   * @throws IOException if the file cannot be written; what stood there is untouched then
   */
  public static void write(Model model, OnnxProfile profile, Path path) throws IOException {
    AtomicFile.write(path, export(model, profile));
  }

  private static String version() {
    try (InputStream in = OnnxExporter.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("version.txt of the exporter", e);
    }
  }
}
