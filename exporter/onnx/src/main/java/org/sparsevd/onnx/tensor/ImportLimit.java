package org.sparsevd.onnx.tensor;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Shape;

/**
 * How many values may be made out of a file: what its size or the memory justifies. A few bytes can
 * claim a tensor of billions, or a thousand uses of the same one.
 */
public final class ImportLimit {
  /** Small files may broadcast constants over images without being suspicious. */
  private static final long FLOOR = 1 << 22;

  private static final long VALUES_PER_BYTE = 2;

  /** Elements of all values that a run holds: the expansion limit of the .spvd format. */
  private static final long FREE_ELEMENTS = 1 << 24;

  private static final long ELEMENTS_PER_BYTE = 1 << 12;

  private long allowed;
  private long used;
  private long allowedElements;
  private long elements;

  /**
   * A limit for a file of this size.
   *
   * @param memory bytes that values may take, also where the file is far smaller
   */
  public ImportLimit(long fileBytes, long memory) {
    allowed = Math.max(FLOOR + VALUES_PER_BYTE * fileBytes, memory / Float.BYTES);
    allowedElements = FREE_ELEMENTS + ELEMENTS_PER_BYTE * fileBytes;
  }

  /** Counts the bytes of another file that belongs to this one. */
  void add(long fileBytes) {
    allowed += VALUES_PER_BYTE * fileBytes;
    allowedElements += ELEMENTS_PER_BYTE * fileBytes;
  }

  /** Counts from 0 on again: the file is read once more, and what was made of it is gone. */
  public void again() {
    used = 0;
    elements = 0;
  }

  /** Counts a value of the network that has this many elements. */
  public void hold(long size) throws OnnxException {
    elements += size;
    if (elements > allowedElements) {
      throw new OnnxException(
          "the values up to here have "
              + elements
              + " elements, a file of this size may ask for "
              + allowedElements);
    }
  }

  /** Counts a value of this shape, as if each symbol were 1. */
  public void hold(Shape shape) throws OnnxException {
    Map<String, Integer> ones = new HashMap<>();
    shape.symbols().forEach(symbol -> ones.put(symbol, 1));
    hold(shape.isFixed() ? shape.size() : Math.max(0, shape.elements().bind(ones).number()));
  }

  /**
   * Counts a tensor of which the file stores the non-zeros only: passes may write out its zeros.
   */
  void expand(String name, long size) throws OnnxException {
    elements += size;
    if (elements > allowedElements) {
      throw new OnnxException(
          "sparse tensor '"
              + name
              + "' claims "
              + size
              + " elements, a file of this size may ask for "
              + allowedElements
              + " in all");
    }
  }

  /** Call before allocating this many values. */
  public void take(long values) throws OnnxException {
    used += values;
    if (used > allowed) {
      throw new OnnxException(
          "claims " + used + " values, more than a file of this size can hold (" + allowed + ")");
    }
  }
}
