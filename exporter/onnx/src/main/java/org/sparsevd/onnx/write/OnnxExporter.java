package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.level.RealModel;
import org.sparsevd.onnx.tensor.GraphChecksum;

/**
 * Models as ONNX files. Unless another operator set is asked for or an operator needs it, they have
 * IR version 8 and operator set 15, which ONNX Runtime loads from 1.10 on.
 *
 * <p>Of a batched model the graph has a batch dimension {@code N} in front that is free. Its only
 * input, float32 or unsigned bytes, is {@code input}, its only output {@code output}; inputs and
 * outputs of any other model keep their names, element types and symbolic dimensions. Names inside
 * derive from the model's node names; the model's metadata becomes {@code metadata_props}, with a
 * checksum of the graph. The same model gives the same bytes.
 */
public final class OnnxExporter {
  /** What files call the extent of the batch, which is whatever they are run with. */
  public static final String BATCH_DIMENSION = "N";

  public static final int OPSET_VERSION = 15;

  private OnnxExporter() {}

  /**
   * The bytes of an ONNX file that computes what the model computes: for an {@code int8} profile
   * nearly, for the others up to rounding. What the model itself rounds to levels becomes pairs of
   * QuantizeLinear and DequantizeLinear, and its layers of whole numbers get weights in INT8 with a
   * scale per row: runtimes turn that into integer arithmetic.
   *
   * @throws org.sparsevd.onnx.OnnxSizeException if the file would pass the 2 GiB at which ONNX
   *     files end
   * @throws IllegalArgumentException if the operator set asked for lacks an operator, ONNX has no
   *     words for a node or the shape of an input, or the ranges are not those of {@code
   *     settings.profile().shape(model)}; the message names it
   */
  public static byte[] export(Model model, OnnxSettings settings) {
    RealModel real = RealModel.of(settings.profile().shape(model));
    Model shaped = real.model();
    GraphContext graph = new GraphContext(real, settings);
    write(shaped, graph);
    GraphProto built = graph.build();
    return file(shaped, settings, graph.opset(), GraphChecksum.of(built))
        .setGraph(built)
        .build()
        .toByteArray();
  }

  /**
   * How many bytes {@link #export} gives, or would give if files did not end at 2 GiB. No more than
   * one weight is in memory for it.
   *
   * @throws IllegalArgumentException as {@code export}, except for the size
   */
  public static long size(Model model, OnnxSettings settings) {
    RealModel real = RealModel.of(settings.profile().shape(model));
    Model shaped = real.model();
    InitializerStore.Counted counted = new InitializerStore.Counted();
    GraphContext graph = new GraphContext(real, settings, GraphProto.newBuilder(), counted);
    write(shaped, graph);
    GraphProto rest = graph.build();
    long graphBytes = rest.getSerializedSize() + counted.bytes();
    ModelProto around =
        file(shaped, settings, graph.opset(), GraphChecksum.of(GraphProto.getDefaultInstance()))
            .build();
    return around.getSerializedSize()
        + CodedOutputStream.computeTagSize(ModelProto.GRAPH_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(graphBytes)
        + graphBytes;
  }

  private static void write(Model shaped, GraphContext graph) {
    for (Node node : shaped.nodes()) {
      node.op().accept(new NodeWriter(new NodeParts(graph, shaped, node)));
      graph.finish(node.name());
    }
    for (Model.Output copy : graph.copies()) {
      Node same = new Node(copy.value(), new Op.Flatten(), List.of(copy.value()));
      String value = new NodeParts(graph, shaped, same).each(0, shaped.batched() ? 1 : 0);
      graph.node("Identity", copy.value(), value, copy.name());
    }
  }

  /** All of the file but its graph; every checksum has the same length. */
  private static ModelProto.Builder file(
      Model shaped, OnnxSettings settings, int opset, String checksum) {
    ModelProto.Builder file =
        ModelProto.newBuilder()
            .setIrVersion(IrVersion.of(opset))
            .setProducerName("SparseVD")
            .setProducerVersion(version())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
    Map<String, String> metadata = new TreeMap<>(shaped.metadata());
    metadata.put(OnnxProfile.METADATA_KEY, settings.profile().toString());
    metadata.put(GraphChecksum.KEY, checksum);
    metadata.forEach(
        (key, value) ->
            file.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return file;
  }

  /** A file with float32 input and the operator set it needs; see the other method. */
  public static byte[] export(Model model, OnnxProfile profile) {
    return export(model, OnnxSettings.of(profile));
  }

  /**
   * Writes the ONNX file to this path: first beside it, then moved onto it in one step, so that no
   * reader ever sees half a file.
   *
   * @throws IOException if the file cannot be written; what stood there is untouched then
   */
  public static void write(Model model, OnnxSettings settings, Path path) throws IOException {
    AtomicFile.write(path, export(model, settings));
  }

  /** A file with float32 input and the operator set it needs; see the other method. */
  public static void write(Model model, OnnxProfile profile, Path path) throws IOException {
    write(model, OnnxSettings.of(profile), path);
  }

  private static String version() {
    try (InputStream in = OnnxExporter.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("version.txt of the exporter", e);
    }
  }
}
