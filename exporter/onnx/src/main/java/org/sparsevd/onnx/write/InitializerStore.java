package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import java.util.function.Supplier;
import org.sparsevd.onnx.OnnxSizeException;

/** Where the constants of a graph under construction go. */
interface InitializerStore {
  /** Files end at 2 GiB; the rest of the graph gets a generous part of it. */
  long MOST_BYTES = Integer.MAX_VALUE - (1L << 26);

  /**
   * A constant whose numbers take this many bytes.
   *
   * @throws OnnxSizeException if the file ends before all of them
   */
  void add(long bytes, Supplier<TensorProto> tensor);

  /** A constant that stores its non-zeros. */
  void add(SparseTensorProto tensor);

  /** Keeps them in the graph. */
  final class Kept implements InitializerStore {
    private final GraphProto.Builder graph;
    private long bytes;

    Kept(GraphProto.Builder graph) {
      this.graph = graph;
    }

    @Override
    public void add(long added, Supplier<TensorProto> tensor) {
      reserve(added);
      graph.addInitializer(tensor.get());
    }

    @Override
    public void add(SparseTensorProto tensor) {
      reserve(tensor.getSerializedSize());
      graph.addSparseInitializer(tensor);
    }

    private void reserve(long added) {
      bytes += added;
      if (bytes > MOST_BYTES) {
        throw new OnnxSizeException(
            "model '"
                + graph.getName()
                + "' has more than "
                + MOST_BYTES
                + " bytes of weights: ONNX files end at 2 GiB");
      }
    }
  }

  /** Counts the bytes that they take in the graph, and keeps none. */
  final class Counted implements InitializerStore {
    private long bytes;

    @Override
    public void add(long added, Supplier<TensorProto> tensor) {
      // What no file holds is too large for an array, too; its few other bytes do not matter.
      bytes +=
          added > MOST_BYTES
              ? added
              : CodedOutputStream.computeMessageSize(
                  GraphProto.INITIALIZER_FIELD_NUMBER, tensor.get());
    }

    @Override
    public void add(SparseTensorProto tensor) {
      bytes +=
          CodedOutputStream.computeMessageSize(GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER, tensor);
    }

    long bytes() {
      return bytes;
    }
  }
}
