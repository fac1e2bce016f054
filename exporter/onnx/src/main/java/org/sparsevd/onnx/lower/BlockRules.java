package org.sparsevd.onnx.lower;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Matrices of 4 or 8 bits with a step for each block of a row, as ONNX Runtime stores them
 * (operator MatMulNBits of domain com.microsoft). The model has the floats that they stand for.
 */
final class BlockRules {
  private BlockRules() {}

  static void register(Map<String, Rule> all) {
    all.put("com.microsoft.MatMulNBits", Rule.single(BlockRules::matMul));
  }

  private static Term matMul(Call call) throws OnnxException {
    call.ignore("accuracy_level");
    Blocks blocks = Blocks.of(call);
    call.without(4, "g_idx");
    float[] values = blocks.values(call); // first: what is stored says how many rows there can be
    float[] bias =
        call.hasInput(5) ? call.floats(5).toArray(call.graph().limit()) : new float[blocks.rows];
    if (bias.length != blocks.rows) {
      throw new OnnxException("bias of " + bias.length + " numbers for " + blocks.rows + " rows");
    }
    Tensor weight = new DenseTensor(Shape.of(blocks.rows, blocks.columns), values);
    return call.emit(new Op.Dense(weight, bias), call.input(0));
  }

  /**
   * How a matrix is cut.
   *
   * @param size columns of a block; the last one may be begun
   */
  private record Blocks(int rows, int columns, int bits, int size) {
    static Blocks of(Call call) throws OnnxException {
      Blocks blocks =
          new Blocks(
              extent(call, "N"),
              extent(call, "K"),
              (int) call.integer("bits", 4),
              extent(call, "block_size"));
      if (blocks.bits != 4 && blocks.bits != 8) {
        throw OnnxException.unsupported("attribute 'bits' is " + blocks.bits + ", expected 4 or 8");
      }
      return blocks;
    }

    private static int extent(Call call, String name) throws OnnxException {
      long extent = call.integer(name, 0);
      if (extent < 1 || extent > Integer.MAX_VALUE / 2) {
        throw new OnnxException("attribute '" + name + "' is " + extent + ", expected at least 1");
      }
      return (int) extent;
    }

    private int inRow() {
      return (columns + size - 1) / size;
    }

    /** {@code (integers - zero points) * steps}. */
    float[] values(Call call) throws OnnxException {
      long bytes = (long) rows * inRow() * (((long) size * bits + 7) / 8);
      float[] packed = numbers(call, 1, bytes);
      float[] steps = call.floats(2).spread(call.graph().limit());
      long all = (long) rows * inRow();
      float[] zeros = zeros(call, all);
      if (steps.length != all) {
        throw new OnnxException("has " + steps.length + " steps for " + all + " blocks");
      }
      call.graph().limit().take((long) rows * columns);
      float[] values = new float[Math.multiplyExact(rows, columns)];
      int width = packed.length / (int) all;
      for (int i = 0; i < values.length; i++) {
        int column = i % columns;
        int block = i / columns * inRow() + column / size;
        int integer = part(packed, block * width, column % size);
        values[i] = (integer - zeros[block]) * steps[block];
      }
      return values;
    }

    /** An integer of a list of them that begins at a byte; the first is in the lowest bits. */
    private int part(float[] packed, int from, int index) {
      return bits == 8
          ? (int) packed[from + index]
          : (int) packed[from + index / 2] >> 4 * (index % 2) & 15;
    }

    /** For each block: packed like integers, row by row, or floats; in the middle by standard. */
    private float[] zeros(Call call, long blocks) throws OnnxException {
      float[] zeros = new float[(int) blocks];
      if (!call.hasInput(3)) {
        Arrays.fill(zeros, 1 << bits - 1);
        return zeros;
      }
      if (call.stored(3) == null) {
        throw OnnxException.unsupported("input 4 must be a constant");
      }
      int width = (inRow() * bits + 7) / 8;
      Constant stated = call.numbersAsFloats(3);
      boolean packed = call.input(3) instanceof Term.Wholes;
      float[] all = numbers(call, 3, packed ? (long) rows * width : blocks);
      if (!packed) {
        return stated.toArray(call.graph().limit());
      }
      for (int i = 0; i < zeros.length; i++) {
        zeros[i] = part(all, i / inRow() * width, i % inRow());
      }
      return zeros;
    }

    private static float[] numbers(Call call, int index, long count) throws OnnxException {
      if (call.stored(index) == null) {
        throw OnnxException.unsupported("input " + (index + 1) + " must be a constant");
      }
      Constant constant = call.numbersAsFloats(index);
      if (constant.size() != count) {
        throw new OnnxException(
            "input " + (index + 1) + " has " + constant.size() + " numbers, expected " + count);
      }
      return constant.spread(call.graph().limit());
    }
  }
}
