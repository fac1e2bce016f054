package org.sparsevd.model;

import java.util.List;

/**
 * One row of the table of operators: what can be said of an operator before there is one.
 *
 * @param number in files; never changes and is never used again
 * @param name as {@code FORMAT.md} has it
 * @param arity number of inputs; {@link #ANY} for any number from 1 on
 * @param attributes in the order in which {@link Op#attributes} has them
 * @param vectors names of its vectors, all of one length; a weight and its bias do not count
 */
public record OpRow(
    int number, String name, int arity, List<Attribute> attributes, List<String> vectors) {
  /** The arity of operators that take any number of inputs from 1 on. */
  public static final int ANY = -1;

  /** The largest extent of a window, padding or factor. */
  public static final int MOST_EXTENT = (1 << 16) - 1;

  /** The largest number of dimensions of a value, the batch not counted. */
  public static final int MOST_RANK = 8;

  /** How an attribute is stated. */
  public enum Form {
    /** An integer within bounds. */
    INTEGER,
    /** An integer from 1 on, which files need not state where it is 1. */
    OPTIONAL,
    /** Up to {@link #MOST_RANK} integers, each within bounds; the only integers there are. */
    LIST,
    /** Up to {@link #MOST_RANK} numbers that may depend on symbols; there may be several lists. */
    EXTENTS,
    /** 0 or 1. */
    FLAG,
    /** The ten integers of a {@link Window}. */
    WINDOW,
    /** A float. */
    REAL
  }

  /**
   * One attribute.
   *
   * @param least smallest value of an integer, or of each one of a list
   * @param most largest value, likewise
   */
  public record Attribute(String name, Form form, int least, int most) {}

  static OpRow of(int number, String name, Attribute... attributes) {
    return new OpRow(number, name, 1, List.of(attributes), List.of());
  }

  OpRow withArity(int inputs) {
    return new OpRow(number, name, inputs, attributes, vectors);
  }

  OpRow withVectors(String... names) {
    return new OpRow(number, name, arity, attributes, List.of(names));
  }

  static Attribute integer(String name, int least, int most) {
    return new Attribute(name, Form.INTEGER, least, most);
  }

  static Attribute optional(String name) {
    return new Attribute(name, Form.OPTIONAL, 1, Integer.MAX_VALUE);
  }

  static Attribute list(String name, int least, int most) {
    return new Attribute(name, Form.LIST, least, most);
  }

  static Attribute extents(String name) {
    return new Attribute(name, Form.EXTENTS, 0, 0);
  }

  static Attribute flag(String name) {
    return new Attribute(name, Form.FLAG, 0, 1);
  }

  static Attribute window() {
    return new Attribute("window", Form.WINDOW, 0, MOST_EXTENT);
  }

  static Attribute real(String name) {
    return new Attribute(name, Form.REAL, 0, 0);
  }

  /** Whether one of the attributes is a window. */
  public boolean hasWindow() {
    return has(Form.WINDOW);
  }

  /** Whether an attribute has this form. */
  public boolean has(Form form) {
    for (int i = 0; i < attributes.size(); i++) {
      if (attributes.get(i).form() == form) {
        return true;
      }
    }
    return false;
  }
}
