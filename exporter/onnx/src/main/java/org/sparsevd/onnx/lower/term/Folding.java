package org.sparsevd.onnx.lower.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.graph.WholeArithmetic;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Computes operators whose inputs are all known: floats by the operators' definitions, whole
 * numbers and extents exactly.
 */
public final class Folding {
  private final ImportLimit limit;

  public Folding(ImportLimit limit) {
    this.limit = limit;
  }

  /** Whether the result has as many elements whatever the symbols stand for. */
  public boolean isFixed(Op op, List<Term> inputs) throws OnnxException {
    List<Shape> shapes = new ArrayList<>();
    for (Term input : inputs) {
      shapes.add(shape(input));
    }
    return op.outputShape(shapes).isFixed();
  }

  /** The result; null where symbols leave it open. */
  public Term apply(Op op, List<Term> inputs) throws OnnxException {
    Shape[] shapes = new Shape[inputs.size()];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = shape(inputs.get(i));
    }
    Shape out = op.outputShape(List.of(shapes));
    if (op instanceof Op.Reduce reduce && inputs.get(0) instanceof Term.Wholes wholes) {
      return reduce(reduce, wholes, out);
    }
    ElementType type = op.outputType(inputs.stream().map(Term::type).toList());
    limit.take(2L * out.size());
    if (inputs.stream().allMatch(Term.Floats.class::isInstance) && type == ElementType.FLOAT) {
      return floats(op, inputs, shapes, out);
    }
    if (op instanceof Op.Binary binary && inputs.get(0) instanceof Term.Wholes) {
      return binary(binary, inputs, shapes, out, type);
    }
    if (op instanceof Op.Cast cast) {
      return cast(cast.type(), inputs.get(0));
    }
    if (moves(op) || op instanceof Op.Where || op instanceof Op.Gather) {
      return moved(op, inputs, shapes, out);
    }
    return numbers(op, inputs, shapes, out, type);
  }

  public static Shape shape(Term known) throws OnnxException {
    return shape(known.dims());
  }

  public static Shape shape(int[] dims) throws OnnxException {
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw new OnnxException(
          "a constant of shape "
              + Arrays.toString(dims)
              + ": expected at least 1 in each dimension here",
          e);
    }
  }

  private Term floats(Op op, List<Term> inputs, Shape[] shapes, Shape out) throws OnnxException {
    List<float[]> values = new ArrayList<>();
    for (Term input : inputs) {
      values.add(((Term.Floats) input).constant().spread(limit));
    }
    return new Term.Floats(Constant.dense(out.toArray(), op.compute(values, List.of(shapes), out)));
  }

  private static boolean moves(Op op) {
    return op instanceof Op.Part
        || op instanceof Op.ConcatAlong
        || op instanceof Op.Reshape
        || op instanceof Op.Transpose;
  }

  /** Moves positions in place of values, which may depend on symbols. */
  private Term moved(Op op, List<Term> inputs, Shape[] shapes, Shape out) throws OnnxException {
    List<float[]> positions = new ArrayList<>();
    List<Dim> all = new ArrayList<>();
    ElementType type = null;
    for (int i = 0; i < inputs.size(); i++) {
      boolean steers = op instanceof Op.Where && i == 0 || op instanceof Op.Gather && i == 1;
      if (steers && !(inputs.get(i) instanceof Term.Wholes w && w.areNumbers())) {
        return null;
      }
      if (!steers && !(inputs.get(i) instanceof Term.Wholes)) {
        return steersFloats(op, inputs, shapes, out);
      }
      Term.Wholes wholes = (Term.Wholes) inputs.get(i);
      float[] own = new float[wholes.values().length];
      for (int k = 0; k < own.length; k++) {
        own[k] = steers ? exact(wholes.values()[k]) : all.size() + k;
      }
      if (!steers) {
        type = wholes.type();
        all.addAll(Arrays.asList(wholes.values()));
      }
      positions.add(own);
    }
    checkExact(all.size());
    float fill = op instanceof Op.Part part ? part.fill() : 0;
    float[] found = new float[out.size()];
    if (op instanceof Op.Part part) {
      int[] sources = part.sources(shapes[0], out);
      for (int i = 0; i < found.length; i++) {
        found[i] = sources[i];
      }
    } else {
      found = op.compute(positions, List.of(shapes), out);
    }
    Dim[] values = new Dim[found.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = found[i] < 0 ? Dim.of((long) fill) : all.get((int) found[i]);
    }
    return new Term.Wholes(type, out.toArray(), values);
  }

  /** Where or Gather of known floats, chosen by known numbers. */
  private Term steersFloats(Op op, List<Term> inputs, Shape[] shapes, Shape out)
      throws OnnxException {
    List<float[]> values = new ArrayList<>();
    for (Term input : inputs) {
      if (input instanceof Term.Floats floats) {
        values.add(floats.constant().spread(limit));
      } else if (input instanceof Term.Wholes wholes && wholes.areNumbers()) {
        values.add(exact(wholes));
      } else {
        return null;
      }
    }
    return new Term.Floats(Constant.dense(out.toArray(), op.compute(values, List.of(shapes), out)));
  }

  private static float exact(Dim value) throws OnnxException {
    if (Math.abs(value.number()) > ElementType.MOST_WHOLE) {
      throw new OnnxException("the whole number " + value + " is beyond 2^24");
    }
    return value.number();
  }

  public static float[] exact(Term.Wholes wholes) throws OnnxException {
    float[] values = new float[wholes.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = exact(wholes.values()[i]);
    }
    return values;
  }

  private static void checkExact(int count) throws OnnxException {
    if (count > ElementType.MOST_WHOLE) {
      throw new OnnxException("a list of more than 2^24 whole numbers");
    }
  }

  private Term binary(Op.Binary op, List<Term> inputs, Shape[] shapes, Shape out, ElementType type)
      throws OnnxException {
    if (!(inputs.get(1) instanceof Term.Wholes second)) {
      return null;
    }
    Term.Wholes a = expanded((Term.Wholes) inputs.get(0), shapes[0], out);
    Term.Wholes b = expanded(second, shapes[1], out);
    Dim[] values = new Dim[out.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(op, a.values()[i], b.values()[i]);
      if (values[i] == null) {
        return null;
      }
    }
    return new Term.Wholes(type, out.toArray(), values);
  }

  /** Null where symbols leave it open. */
  private static Dim number(Op.Binary op, Dim a, Dim b) throws OnnxException {
    Dim result;
    try {
      result = WholeArithmetic.apply(op, a, b);
    } catch (ArithmeticException e) {
      throw new OnnxException("of " + a + " and " + b + ": overflow of 64 bits", e);
    }
    if (result == null && op.function() == Op.BinaryFunction.OVER && b.equals(Dim.of(0))) {
      throw new OnnxException("of " + a + " and " + b + ": no quotient");
    }
    return result;
  }

  private Term.Wholes expanded(Term.Wholes wholes, Shape shape, Shape out) throws OnnxException {
    return shape.equals(out)
        ? wholes
        : (Term.Wholes) moved(new Op.Expand(out), List.of(wholes), new Shape[] {shape}, out);
  }

  private Term cast(ElementType type, Term input) throws OnnxException {
    if (input instanceof Term.Wholes wholes) {
      if (type == ElementType.FLOAT && wholes.areNumbers()) {
        return new Term.Floats(floats(wholes));
      }
      Dim[] values = wholes.values().clone();
      for (int i = 0; type == ElementType.BOOL && i < values.length; i++) {
        if (!values[i].isNumber() && !values[i].isPositive()) {
          return null;
        }
        boolean zero = values[i].isNumber() && values[i].number() == 0;
        values[i] = Dim.of(zero ? 0 : 1);
      }
      for (Dim value : values) {
        if (value.isNumber()) {
          checkFits(type, value.number());
        }
      }
      return new Term.Wholes(type, wholes.dims(), values);
    }
    Constant floats = ((Term.Floats) input).constant();
    if (type == ElementType.FLOAT) {
      return input;
    }
    float[] from = floats.spread(limit);
    long[] values = new long[from.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == ElementType.BOOL ? (from[i] != 0 ? 1 : 0) : (long) from[i];
      if (type != ElementType.BOOL && !(Math.abs(from[i]) <= Long.MAX_VALUE / 2)) {
        throw new OnnxException("casts " + from[i] + " to a whole number");
      }
      checkFits(type, values[i]);
    }
    return Term.Wholes.of(type, floats.dims(), values);
  }

  /** What does not fit would wrap around, differently from one machine to another. */
  private static void checkFits(ElementType type, long value) throws OnnxException {
    boolean fits =
        switch (type) {
          case UINT8 -> value >= 0 && value <= 255;
          case INT32 -> value == (int) value;
          default -> true;
        };
    if (!fits) {
      throw new OnnxException("casts " + value + " to " + type + ", which cannot hold it");
    }
  }

  /** Whole numbers as floats, rounded where they are large. */
  public Constant floats(Term.Wholes wholes) throws OnnxException {
    limit.take(wholes.values().length);
    float[] values = new float[wholes.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = wholes.values()[i].number();
    }
    return Constant.dense(wholes.dims(), values);
  }

  private Term reduce(Op.Reduce op, Term.Wholes wholes, Shape out) throws OnnxException {
    if (out.size() != 1) {
      return numbers(op, List.of(wholes), new Shape[] {shape(wholes)}, out, wholes.type());
    }
    Dim sum = null;
    for (Dim value : wholes.values()) {
      Op.BinaryFunction step =
          switch (op.fold()) {
            case SUM -> Op.BinaryFunction.PLUS;
            case PRODUCT -> Op.BinaryFunction.TIMES;
            case LARGEST -> Op.BinaryFunction.MOST;
            case SMALLEST -> Op.BinaryFunction.LEAST;
            default -> throw new OnnxException("reduces whole numbers by " + op.fold());
          };
      sum = sum == null ? value : WholeArithmetic.apply(new Op.Binary(step, true), sum, value);
      if (sum == null) {
        return null;
      }
    }
    return new Term.Wholes(wholes.type(), out.toArray(), new Dim[] {sum});
  }

  /** By the definition, where all is known and small enough to be exact. */
  private Term numbers(Op op, List<Term> inputs, Shape[] shapes, Shape out, ElementType type)
      throws OnnxException {
    List<float[]> values = new ArrayList<>();
    for (Term input : inputs) {
      if (input instanceof Term.Wholes wholes) {
        if (!wholes.areNumbers()) {
          return null;
        }
        values.add(exact(wholes));
      } else {
        values.add(((Term.Floats) input).constant().spread(limit));
      }
    }
    float[] result = op.compute(values, List.of(shapes), out);
    if (type == ElementType.FLOAT) {
      return new Term.Floats(Constant.dense(out.toArray(), result));
    }
    long[] wholes = new long[result.length];
    for (int i = 0; i < wholes.length; i++) {
      if (!(Math.abs(result[i]) <= ElementType.MOST_WHOLE)) {
        throw new OnnxException("makes a whole number beyond 2^24");
      }
      wholes[i] = (long) result[i];
    }
    return Term.Wholes.of(type, out.toArray(), wholes);
  }
}
