package org.sparsevd.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * The numbers of an operator, in the order of its {@link OpRow}: integers among themselves, reals
 * among themselves, and lists among themselves. A window is ten integers, a flag is 0 or 1.
 *
 * @param extents lists of numbers that may depend on symbols
 */
public record Attributes(List<Integer> integers, List<Float> reals, List<List<Dim>> extents) {
  public static final Attributes NONE = new Attributes(List.of(), List.of());

  /** Attributes without lists. */
  public Attributes(List<Integer> integers, List<Float> reals) {
    this(integers, reals, List.of());
  }

  /** Some lists, and integers. */
  static Attributes lists(List<List<Dim>> lists, Integer... integers) {
    return new Attributes(List.of(integers), List.of(), lists);
  }

  /** The extents of a shape. */
  static List<Dim> list(Shape shape) {
    return List.of(shape.extents());
  }

  /** Some numbers. */
  static List<Dim> list(List<Integer> numbers) {
    return numbers.stream().map(Dim::of).toList();
  }

  /** The shape that a list makes. */
  Shape shape(int list) {
    return Shape.of(extents.get(list).toArray(new Dim[0]));
  }

  /** The numbers of a list that has numbers alone. */
  List<Integer> numbers(int list) {
    return extents.get(list).stream().map(dim -> Math.toIntExact(dim.number())).toList();
  }

  /** With numbers in place of symbols. */
  Attributes bind(Map<String, Integer> numbers) {
    List<List<Dim>> bound = new ArrayList<>();
    for (List<Dim> list : extents) {
      bound.add(list.stream().map(dim -> dim.bind(numbers)).toList());
    }
    return new Attributes(integers, reals, bound);
  }

  public static Attributes integers(Integer... values) {
    return new Attributes(List.of(values), List.of());
  }

  static Attributes integers(int[] values) {
    List<Integer> integers = new ArrayList<>();
    for (int value : values) {
      integers.add(value);
    }
    return new Attributes(integers, List.of());
  }

  public static Attributes reals(Float... values) {
    return new Attributes(List.of(), List.of(values));
  }

  /** Some integers, then those of a window. */
  public static Attributes of(Window w, Integer... more) {
    List<Integer> integers = new ArrayList<>(List.of(more));
    integers.addAll(
        List.of(
            w.kernelHeight(),
            w.kernelWidth(),
            w.strideHeight(),
            w.strideWidth(),
            w.dilationHeight(),
            w.dilationWidth(),
            w.padTop(),
            w.padLeft(),
            w.padBottom(),
            w.padRight()));
    return new Attributes(integers, List.of());
  }

  /** These and one more integer. */
  Attributes and(int integer) {
    List<Integer> all = new ArrayList<>(integers);
    all.add(integer);
    return new Attributes(all, reals, extents);
  }

  public int integer(int index) {
    return integers.get(index);
  }

  public float real(int index) {
    return reals.get(index);
  }

  /** The window whose ten integers begin here. */
  public Window window(int from) {
    return new Window(
        integer(from),
        integer(from + 1),
        integer(from + 2),
        integer(from + 3),
        integer(from + 4),
        integer(from + 5),
        integer(from + 6),
        integer(from + 7),
        integer(from + 8),
        integer(from + 9));
  }

  int[] toArray() {
    int[] array = new int[integers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = integers.get(i);
    }
    return array;
  }
}
