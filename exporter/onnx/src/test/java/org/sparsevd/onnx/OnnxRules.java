package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What ONNX's own checker demands of a file, and what we demand beyond it. */
public final class OnnxRules {
  private OnnxRules() {}

  /** A file as ONNX Runtime 1.10 still reads it. */
  public static void check(ModelProto file) {
    check(file, 8, 15);
  }

  public static void check(ModelProto file, int irVersion, int opsetVersion) {
    assertThat(file.getIrVersion()).isEqualTo(irVersion);
    assertThat(file.getProducerName()).isNotEmpty();
    assertThat(file.getProducerVersion()).matches("\\d+\\.\\d+\\..*");
    assertThat(file.getOpsetImportList())
        .singleElement()
        .satisfies(
            opset -> {
              assertThat(opset.getDomain()).isEmpty();
              assertThat(opset.getVersion()).isEqualTo(opsetVersion);
            });
    Set<String> keys = new HashSet<>();
    file.getMetadataPropsList().forEach(entry -> assertThat(keys.add(entry.getKey())).isTrue());
    graph(file.getGraph());
  }

  private static void graph(GraphProto graph) {
    assertThat(graph.getName()).isNotEmpty();
    Set<String> known = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      define(known, input.getName());
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      define(known, tensor.getName());
      dense(tensor);
    }
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      define(known, sparse.getValues().getName());
      sparse(sparse);
    }
    Set<String> nodeNames = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      assertThat(node.getName()).isNotEmpty();
      assertThat(nodeNames.add(node.getName())).as("node '%s' once", node.getName()).isTrue();
      List<String> inputs = new ArrayList<>(node.getInputList());
      // An input that is left out has no name.
      inputs.removeIf(String::isEmpty);
      assertThat(known).as("defined before '%s'", node.getName()).containsAll(inputs);
      assertThat(node.getOutputList()).hasSize(1);
      define(known, node.getOutput(0));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      assertThat(known).contains(output.getName());
    }
  }

  private static void define(Set<String> known, String name) {
    assertThat(name).isNotEmpty();
    assertThat(known.add(name)).as("value '%s' defined once", name).isTrue();
  }

  private static void dense(TensorProto tensor) {
    if (tensor.getDataType() == DataType.INT64.getNumber()) {
      assertThat((long) tensor.getInt64DataCount()).isEqualTo(elements(tensor.getDimsList()));
      return;
    }
    int bytes =
        switch (DataType.forNumber(tensor.getDataType())) {
          case FLOAT, INT32 -> 4;
          case INT8, UINT8 -> 1;
          default -> throw new AssertionError(tensor.getName() + ": " + tensor.getDataType());
        };
    assertThat((long) tensor.getRawData().size()).isEqualTo(bytes * elements(tensor.getDimsList()));
  }

  private static void sparse(SparseTensorProto sparse) {
    dense(sparse.getValues());
    TensorProto indices = sparse.getIndices();
    assertThat(indices.getDataType()).isEqualTo(DataType.INT64.getNumber());
    assertThat(indices.hasRawData()).isFalse();
    assertThat(sparse.getValues().getDimsList()).hasSize(1);
    assertThat(sparse.getDimsList()).isNotEmpty();
    assertThat(indices.getDimsList()).isEqualTo(sparse.getValues().getDimsList());
    assertThat((long) indices.getInt64DataCount()).isEqualTo(indices.getDims(0));
    long previous = -1;
    for (long index : indices.getInt64DataList()) {
      assertThat(index).isGreaterThan(previous).isLessThan(elements(sparse.getDimsList()));
      previous = index;
    }
  }

  private static long elements(List<Long> dims) {
    assertThat(dims).allMatch(dim -> dim > 0);
    return dims.stream().reduce(1L, Math::multiplyExact);
  }
}
