package org.sparsevd.array;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What stands in front of the values of a {@code .npy} file: a Python dictionary of exactly {@code
 * descr}, {@code fortran_order} and {@code shape}. (NumPy Enhancement Proposal 1, "A simple file
 * format for NumPy arrays".)
 *
 * @param size elements
 * @param length bytes of values that follow
 */
record NpyHeader(
    NumberType type, ByteOrder order, boolean fortran, int[] shape, int size, int length) {
  private static final int LARGEST_RANK = 32;

  /** Digits of the largest extent, for which NumPy leaves room. */
  private static final int LONGEST_EXTENT = 21;

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

  /**
   * Reads the dictionary.
   *
   * @param name of the file, for messages
   */
  static NpyHeader parse(String name, byte[] text) throws ArrayFileException {
    return new Parser(name, new String(text, StandardCharsets.UTF_8)).header();
  }

  /** Of a dictionary as NumPy writes it: no nesting but the shape, strings without escapes. */
  private static final class Parser {
    private final String name;
    private final String text;
    private int at;

    Parser(String name, String text) {
      this.name = name;
      this.text = text;
    }

    NpyHeader header() throws ArrayFileException {
      String descr = null;
      Boolean fortran = null;
      List<Integer> shape = null;
      expect('{');
      while (!next('}')) {
        String key = string();
        expect(':');
        if (key.equals("descr") && descr == null) {
          descr = descr();
        } else if (key.equals("fortran_order") && fortran == null) {
          fortran = truth();
        } else if (key.equals("shape") && shape == null) {
          shape = shape();
        } else {
          throw problem("descr, fortran_order and shape, once each", "'" + key + "'");
        }
        if (!next(',')) {
          expect('}');
          break;
        }
      }
      space();
      if (at < text.length()) {
        throw problem("nothing behind the dictionary", found());
      }
      if (descr == null || fortran == null || shape == null) {
        throw problem("descr, fortran_order and shape", "only some of them");
      }
      return of(descr, fortran, shape);
    }

    private NpyHeader of(String descr, boolean fortran, List<Integer> shape)
        throws ArrayFileException {
      if (descr.startsWith("|O") || descr.equals("O")) {
        throw new ArrayFileException(
            name
                + ": holds pickled Python objects, which are never read, since they can run code;"
                + " expected numbers: np.save of an array of float32, uint8 or the like");
      }
      NumberType type = descr.length() < 2 ? null : NumberType.ofCode(descr.substring(1));
      char order = descr.isEmpty() ? ' ' : descr.charAt(0);
      if (type == null || "<>|".indexOf(order) < 0 || (order == '|' && type.bytes() > 1)) {
        throw new ArrayFileException(
            name
                + ": expected elements of float16, 32, 64, uint8, 16, 32, int8, 16, 32, 64 or bool,"
                + " found '"
                + cut(descr)
                + "'");
      }
      int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
      long size = 1;
      for (int dim : dims) {
        size *= dim;
        if (size * type.bytes() > LONGEST_ARRAY) {
          throw new ArrayFileException(
              name + ": the header promises " + type + " " + shape + ", more than 2 GiB");
        }
      }
      if (size == 0) {
        throw new ArrayFileException(name + ": expected values, found the empty shape " + shape);
      }
      return new NpyHeader(
          type,
          order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
          fortran,
          dims,
          (int) size,
          (int) size * type.bytes());
    }

    private String descr() throws ArrayFileException {
      if (next('[') || next('(')) {
        throw new ArrayFileException(
            name + ": holds records of several fields; expected an array of one type of number");
      }
      return string();
    }

    private boolean truth() throws ArrayFileException {
      space();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw problem("True or False", found());
    }

    private List<Integer> shape() throws ArrayFileException {
      List<Integer> shape = new ArrayList<>();
      expect('(');
      while (!next(')')) {
        shape.add(extent());
        if (shape.size() > LARGEST_RANK) {
          throw problem("at most " + LARGEST_RANK + " dimensions", "more");
        }
        if (!next(',')) {
          expect(')');
          break;
        }
      }
      return shape;
    }

    /** Python 2 wrote an L behind long ones. */
    private int extent() throws ArrayFileException {
      space();
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      String digits = text.substring(start, at);
      if (digits.isEmpty()) {
        throw problem("an extent of the shape", found());
      }
      if (at < text.length() && text.charAt(at) == 'L') {
        at++;
      }
      if (digits.length() > 10 || Long.parseLong(digits) > LONGEST_ARRAY) {
        throw problem("extents below 2^31", cut(digits));
      }
      return Integer.parseInt(digits);
    }

    private String string() throws ArrayFileException {
      space();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) {
        throw problem("a quoted string", found());
      }
      String string = text.substring(at + 1, end);
      at = end + 1;
      return string;
    }

    private void space() {
      while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private boolean next(char expected) {
      space();
      boolean there = at < text.length() && text.charAt(at) == expected;
      at += there ? 1 : 0;
      return there;
    }

    private void expect(char expected) throws ArrayFileException {
      if (!next(expected)) {
        throw problem("'" + expected + "'", found());
      }
    }

    private String found() {
      return at < text.length() ? "'" + cut(text.substring(at)) + "'" : "its end";
    }

    private static String cut(String text) {
      String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
      return plain.length() > 20 ? plain.substring(0, 20) + "..." : plain;
    }

    private ArrayFileException problem(String expected, String found) {
      return new ArrayFileException(
          name
              + ": header: expected "
              + expected
              + ", found "
              + found
              + " at byte "
              + at
              + " of it");
    }
  }

  /** The dictionary of float32 in C order, as NumPy writes it: with room for more rows. */
  static String floats(int[] shape) {
    StringBuilder text = new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < shape.length; i++) {
      text.append(i == 0 ? "" : ", ").append(shape[i]);
    }
    text.append(shape.length == 1 ? ",), }" : "), }");
    int grown = shape.length == 0 ? 0 : LONGEST_EXTENT - String.valueOf(shape[0]).length();
    return text.append(" ".repeat(grown)).toString();
  }

  @Override
  public String toString() {
    return type + " " + Arrays.toString(shape);
  }
}
