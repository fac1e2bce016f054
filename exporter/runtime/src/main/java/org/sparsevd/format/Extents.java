package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.OpRow;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.DimParser;

/**
 * Lists of numbers that may depend on symbols: how many there are, then each. A number stands as
 * twice its magnitude, and one more where it is negative, plus 1; a 0 announces an expression as
 * text.
 */
final class Extents {
  private static final long MOST = 1_000_000_000;

  private Extents() {}

  static void write(List<Dim> list, ByteOutput out) {
    out.varint(list.size());
    for (Dim dim : list) {
      if (dim.isNumber() && dim.number() >= -MOST && dim.number() <= MOST) {
        long magnitude = Math.abs(dim.number());
        out.varint((int) (2 * magnitude + (dim.number() < 0 ? 1 : 0) + 1));
      } else {
        out.varint(0);
        out.string(dim.toString());
      }
    }
  }

  static List<Dim> read(ByteInput in) throws FormatException {
    int count = in.varint("length of a list", 0, OpRow.MOST_RANK);
    List<Dim> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = in.offset();
      int stated = in.varint("number of a list", 0, Integer.MAX_VALUE);
      if (stated > 0) {
        list.add(number(in, start, stated - 1));
        continue;
      }
      String text = in.string("dimension", 1, DimParser.MOST_CHARACTERS);
      try {
        list.add(DimParser.parse(text));
      } catch (IllegalArgumentException e) {
        throw in.refuse(start, e.getMessage());
      }
    }
    return list;
  }

  private static Dim number(ByteInput in, int start, int stated) throws FormatException {
    if (stated == 1) {
      throw in.refuse(start, "a number of a list is -0");
    }
    int magnitude = stated / 2;
    return Dim.of(stated % 2 == 0 ? magnitude : -magnitude);
  }
}
