package org.sparsevd.trainer.nd4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Buffer;

/** A flat array of ND4J with the views taken of it; making a view costs more than to find one. */
final class NdBuffer implements Buffer {
  private final INDArray flat;
  private final Map<Extent, INDArray> views = new HashMap<>();

  private record Extent(char order, long offset, List<Integer> shape, List<Integer> strides) {}

  /** An array of zeros. */
  NdBuffer(int size) {
    flat = Nd4j.zeros(DataType.FLOAT, size);
  }

  static NdBuffer of(Buffer buffer) {
    return (NdBuffer) buffer;
  }

  static INDArray flat(Buffer buffer) {
    return of(buffer).flat;
  }

  INDArray flat() {
    return flat;
  }

  @Override
  public int size() {
    return (int) flat.length();
  }

  /** All of it as {@code [rows, columns]}. */
  INDArray matrix(int rows, int columns) {
    return view('c', 0, List.of(rows, columns), List.of(columns, 1));
  }

  /** The transpose {@code [columns, rows]} of what is stored as {@code [rows, columns]}. */
  INDArray transposed(int rows, int columns) {
    return view('f', 0, List.of(columns, rows), List.of(1, columns));
  }

  /** The same of a part of it that begins at an index. */
  INDArray transposed(int from, int rows, int columns) {
    return view('f', from, List.of(columns, rows), List.of(1, columns));
  }

  /** Part of it, row by row. */
  INDArray part(int offset, List<Integer> shape, List<Integer> strides) {
    return view('c', offset, shape, strides);
  }

  private INDArray view(char order, int offset, List<Integer> shape, List<Integer> strides) {
    return views.computeIfAbsent(
        new Extent(order, offset, shape, strides),
        e -> Nd4j.create(flat.data(), longs(shape), longs(strides), offset, order));
  }

  private static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }
}
