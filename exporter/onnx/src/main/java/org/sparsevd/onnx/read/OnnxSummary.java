package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.GraphChecksum;

/**
 * What an ONNX file says about itself, without running it.
 *
 * @param producer name and version of the program that wrote it
 * @param opset version of the standard operators
 * @param nodes in the file's order
 * @param constants the initializers: weights, biases and the like
 * @param batchDimension what the file calls the first extent of its first input; empty where it has
 *     no name for it
 * @param intact false where the graph is not the one that {@code OnnxExporter} wrote into the file:
 *     damaged, or edited since; true also for files of others
 */
public record OnnxSummary(
    String producer,
    long irVersion,
    long opset,
    List<Step> nodes,
    List<Constant> constants,
    Map<String, String> metadata,
    String batchDimension,
    boolean intact) {

  /** One node of the graph. */
  public record Step(String name, String operator, List<String> inputs) {}

  /**
   * One initializer.
   *
   * @param nonZero values that are not zero; -1 where values are not float32 in this file
   * @param sparse whether it is a sparse initializer
   * @param bytes it takes in the file
   */
  public record Constant(String name, List<Long> shape, long nonZero, boolean sparse, long bytes) {}

  /**
   * Reads the bytes of an ONNX file.
   *
   * @throws IOException if they are none; the message does not name the file
   */
  public static OnnxSummary read(byte[] bytes) throws IOException {
    ModelProto file;
    try {
      file = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("no ONNX file, or a damaged one", e);
    }
    if (!file.hasGraph() || file.getGraph().getOutputCount() == 0 || file.getIrVersion() < 1) {
      throw new IOException("no ONNX file: expected a graph with an output, found none");
    }
    long opset = 0;
    for (OperatorSetIdProto set : file.getOpsetImportList()) {
      opset = set.getDomain().isEmpty() ? set.getVersion() : opset;
    }
    List<Step> nodes = new ArrayList<>();
    for (NodeProto node : file.getGraph().getNodeList()) {
      nodes.add(new Step(node.getName(), node.getOpType(), List.copyOf(node.getInputList())));
    }
    Map<String, String> metadata = new TreeMap<>();
    for (StringStringEntryProto entry : file.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    String producer = (file.getProducerName() + " " + file.getProducerVersion()).strip();
    return new OnnxSummary(
        producer,
        file.getIrVersion(),
        opset,
        nodes,
        constants(file),
        metadata,
        batchDimension(file.getGraph()),
        GraphChecksum.holds(file));
  }

  private static String batchDimension(GraphProto graph) {
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    for (ValueInfoProto input : graph.getInputList()) {
      if (!constants.contains(input.getName())) {
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        return shape.getDimCount() == 0 ? "" : shape.getDim(0).getDimParam();
      }
    }
    return "";
  }

  private static List<Constant> constants(ModelProto file) {
    List<Constant> constants = new ArrayList<>();
    for (TensorProto tensor : file.getGraph().getInitializerList()) {
      constants.add(
          new Constant(
              tensor.getName(),
              List.copyOf(tensor.getDimsList()),
              nonZeros(tensor),
              false,
              tensor.getSerializedSize()));
    }
    for (SparseTensorProto tensor : file.getGraph().getSparseInitializerList()) {
      constants.add(
          new Constant(
              tensor.getValues().getName(),
              List.copyOf(tensor.getDimsList()),
              nonZeros(tensor.getValues()),
              true,
              tensor.getSerializedSize()));
    }
    return constants;
  }

  private static long nonZeros(TensorProto tensor) {
    if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
      return -1;
    }
    long count = 0;
    for (float value : tensor.getFloatDataList()) {
      count += value != 0 ? 1 : 0;
    }
    ByteString raw = tensor.getRawData();
    for (int i = 0; i + 3 < raw.size(); i += Float.BYTES) {
      int magnitude = raw.byteAt(i) | raw.byteAt(i + 1) | raw.byteAt(i + 2);
      boolean zero = magnitude == 0 && (raw.byteAt(i + 3) & 0x7f) == 0;
      count += zero ? 0 : 1;
    }
    return count;
  }
}
