package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Integers;
import org.sparsevd.onnx.lower.term.Steps;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Dequantised;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Values that a file rounds to few bits and turns back. The model holds levels: the file's integers
 * less their zero points, carried as floats.
 */
final class ByteRules {
  private static final Shape SCALAR = Shape.of(new int[0]);

  private ByteRules() {}

  static void register(Map<String, Rule> all) {
    all.put("QuantizeLinear", Rule.single(ByteRules::quantise));
    all.put("DequantizeLinear", Rule.single(ByteRules::turnBack));
    all.put("DynamicQuantizeLinear", ByteRules::dynamic);
  }

  // Rounding.

  private static Term quantise(Call call) throws OnnxException {
    call.ignore("saturate");
    call.ignore("precision");
    call.only("block_size", 0);
    Integers range = range(call, 2);
    Term value = floats(call, call.input(0));
    int rank = call.graph().shape(value).rank();
    int axis = axis(call, 1, rank);
    Term step = column(call, call.input(1), axis, rank);
    Term zero = zero(call, 2, axis, rank);
    Term levels = levels(call, value, step, zero, range);
    if (levels instanceof Term.Live live) {
      return new Term.Levels(live, zero, range);
    }
    Op plus = new Op.Binary(Op.BinaryFunction.PLUS);
    Term.Floats known = (Term.Floats) call.emit(plus, levels, zero);
    return new Term.Rounded(known.constant(), range);
  }

  /** {@code round(value / step)}, between what the integers have beside their zero point. */
  static Term levels(Call call, Term value, Term step, Term zero, Integers range)
      throws OnnxException {
    Float one = one(call, step);
    Float from = one(call, zero);
    if (one != null && from != null && range.areBytes() && value instanceof Term.Live) {
      int least = (int) (range.least() - from);
      int most = (int) (range.most() - from);
      Steps.Scaled known = call.graph().model().steps().of(value);
      if (known != null && known.step() == one && known.least() >= least && known.most() <= most) {
        return known.levels();
      }
      if (call.graph().model().multiplies(value, one)) {
        return call.emit(new Op.Quantize(one, -least), value);
      }
      Term steps = call.emit("_steps", new Op.Binary(Op.BinaryFunction.OVER), value, step);
      return call.emit(new Op.Quantize(1, -least), steps);
    }
    Term least = minus(call, range.least(), zero);
    Term most = minus(call, range.most(), zero);
    Term steps = call.emit("_steps", new Op.Binary(Op.BinaryFunction.OVER), value, step);
    Term rounded = call.emit("_rounded", Op.Function.ROUND, steps);
    Term above = call.emit("_above", new Op.Binary(Op.BinaryFunction.MOST), rounded, least);
    return call.emit(new Op.Binary(Op.BinaryFunction.LEAST), above, most);
  }

  private static Term minus(Call call, int number, Term zero) throws OnnxException {
    return call.emit(
        "_bound",
        new Op.Binary(Op.BinaryFunction.MINUS),
        ElementRules.number(number),
        floats(call, zero));
  }

  /**
   * A step and a zero point that the values themselves give, as ONNX Runtime computes them: {@code
   * step = (most - least) / 255}, {@code zero = round(-least / step)}, 0 always among the values.
   */
  private static List<Term> dynamic(Call call) throws OnnxException {
    Term value = call.input(0);
    if (!(value instanceof Term.Live)) {
      throw OnnxException.unsupported("takes a value that is computed");
    }
    Term none = ElementRules.number(0);
    Term most = extreme(call, value, Op.Fold.LARGEST, Op.BinaryFunction.MOST);
    Term least = extreme(call, value, Op.Fold.SMALLEST, Op.BinaryFunction.LEAST);
    Term span = call.emit("_span", new Op.Binary(Op.BinaryFunction.MINUS), most, least);
    Term each =
        call.emit("_each", new Op.Binary(Op.BinaryFunction.OVER), span, ElementRules.number(255));
    Term flat = call.emit("_flat", new Op.Binary(Op.BinaryFunction.EQUAL), span, none);
    Term step = call.emit("_step", new Op.Where(), flat, ElementRules.number(1), each);
    Term below = call.emit("_below", new Op.Binary(Op.BinaryFunction.OVER), least, step);
    Term above = call.emit("_above", new Op.Binary(Op.BinaryFunction.MINUS), none, below);
    Term within = call.emit("_within", new Op.Clip(0, 255), above);
    Term whole = call.emit("_whole", Op.Function.ROUND, within);
    Term zero = call.emit("_zero", new Op.Cast(ElementType.UINT8), whole);
    Term levels = levels(call, value, step, zero, Integers.UINT8);
    return List.of(new Term.Levels((Term.Live) levels, zero, Integers.UINT8), step, zero);
  }

  /** The largest or smallest of all elements and 0. */
  private static Term extreme(Call call, Term value, Op.Fold fold, Op.BinaryFunction function)
      throws OnnxException {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < call.graph().shape(value).rank(); axis++) {
      axes.add(axis);
    }
    Term one = call.reshape(call.emit("_" + fold, new Op.Reduce(fold, axes), value), SCALAR);
    return call.emit("_end", new Op.Binary(function), one, ElementRules.number(0));
  }

  // The way back.

  private static Term turnBack(Call call) throws OnnxException {
    call.ignore("output_dtype");
    int block = (int) call.integer("block_size", 0);
    Constant known = call.integers(0);
    if (known != null) {
      return constant(call, known, block);
    }
    Term in = call.term(0);
    if (in instanceof Term.Picked picked) {
      Constant table = turned(call, picked.table().constant(), 0, -1);
      return call.emit(new Op.Gather(picked.axis()), new Term.Floats(table), picked.indices());
    }
    if (block != 0) {
      throw OnnxException.unsupported("attribute 'block_size' is for constants only");
    }
    int rank = call.graph().shape(raw(in)).rank();
    int axis = axis(call, 1, rank);
    Term step = column(call, call.input(1), axis, rank);
    Term zero = zero(call, 2, axis, rank);
    if (in instanceof Term.Levels levels) {
      return real(call, centred(call, levels, zero), step, zero, levels.range());
    }
    Term value = floats(call, raw(in));
    Term centred = isZero(call, zero) ? value : minus(call, value, zero);
    boolean bytes = in.type() == ElementType.UINT8;
    Integers range = bytes ? Integers.UINT8 : null;
    return real(call, centred, step, zero, range);
  }

  private static Term minus(Call call, Term value, Term zero) throws OnnxException {
    Term floats = floats(call, zero);
    return call.emit("_centred", new Op.Binary(Op.BinaryFunction.MINUS), value, floats);
  }

  /** What the value is in the model, whatever it may be used for. */
  static Term raw(Term term) {
    if (term instanceof Term.Levels levels) {
      return levels.value();
    }
    return term instanceof Term.Sums sums ? sums.value() : term;
  }

  /** Levels as they are beside another zero point than they were rounded with. */
  static Term centred(Call call, Term.Levels levels, Term zero) throws OnnxException {
    if (isSame(call, levels.zero(), zero)) {
      return levels.value();
    }
    Term stored =
        call.emit(
            "_stored",
            new Op.Binary(Op.BinaryFunction.PLUS),
            levels.value(),
            floats(call, levels.zero()));
    return minus(call, stored, zero);
  }

  private static boolean isSame(Call call, Term a, Term b) throws OnnxException {
    if (a instanceof Term.Floats first && b instanceof Term.Floats second) {
      float[] left = first.constant().spread(call.graph().limit());
      return Arrays.equals(left, second.constant().spread(call.graph().limit()));
    }
    return a.equals(b);
  }

  /** Levels times steps. */
  private static Term real(Call call, Term levels, Term step, Term zero, Integers range)
      throws OnnxException {
    Term result = call.emit(new Op.Binary(Op.BinaryFunction.TIMES), levels, step);
    Float one = one(call, step);
    Float from = one(call, zero);
    if (one != null && from != null && range != null && result instanceof Term.Live live) {
      int least = (int) (range.least() - from);
      int most = (int) (range.most() - from);
      Steps steps = call.graph().model().steps();
      steps.put(live, new Steps.Scaled((Term.Live) levels, one, least, most));
    }
    return result;
  }

  /** Integers that are known, with their steps. */
  private static Term constant(Call call, Constant integers, int block) throws OnnxException {
    int axis = (int) call.integer("axis", 1);
    int place = axis < 0 ? axis + integers.rank() : axis;
    int inside = place < 0 || place >= integers.rank() ? -1 : place;
    Term.Floats result = new Term.Floats(turned(call, integers, block, inside));
    Constant steps = call.floats(1);
    if (block == 0 && !integers.isSparse()) {
      Constant zeros = call.hasInput(2) ? call.numbersAsFloats(2) : null;
      Constant whole = Dequantised.centred(integers, zeros, inside, call.graph().limit());
      float[] each = steps.spread(call.graph().limit());
      call.graph().model().steps().put(result, new Steps.Whole(whole, each, inside));
    }
    return result;
  }

  private static Constant turned(Call call, Constant integers, int block, int axis)
      throws OnnxException {
    Constant zeros = call.hasInput(2) ? call.numbersAsFloats(2) : null;
    if (axis < 0) {
      call.ignore("axis");
    }
    return Dequantised.of(integers, call.floats(1), zeros, axis, block, call.graph().limit());
  }

  // Steps and zero points.

  private static int axis(Call call, int standard, int rank) throws OnnxException {
    long axis = call.integer("axis", standard);
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** As numbers to be broadcast to a value of this rank: one, or one for each entry of an axis. */
  static Term column(Call call, Term term, int axis, int rank) throws OnnxException {
    Shape own = call.graph().shape(term);
    if (own.rank() == 0 || own.isFixed() && own.size() == 1) {
      return call.reshape(term, SCALAR);
    }
    if (own.rank() != 1 || axis < 0 || axis >= rank) {
      throw OnnxException.unsupported(
          "steps or zero points of shape " + own + ", expected one, or one for each of 'axis'");
    }
    int[] dims = new int[rank - axis];
    Arrays.fill(dims, 1);
    dims[0] = own.dim(0);
    return call.reshape(term, Shape.of(dims));
  }

  /** The zero points, 0 where there are none. */
  static Term zero(Call call, int index, int axis, int rank) throws OnnxException {
    if (!call.hasInput(index)) {
      return ElementRules.number(0);
    }
    Term term = call.stored(index) == null ? call.input(index) : null;
    Term known = term instanceof Term.Live ? term : new Term.Floats(call.numbersAsFloats(index));
    return column(call, known, axis, rank);
  }

  /** Numbers of any type as floats. */
  static Term floats(Call call, Term term) throws OnnxException {
    return term.type() == ElementType.FLOAT
        ? term
        : call.emit("_floats", new Op.Cast(ElementType.FLOAT), term);
  }

  /** The only number of a constant; null where it is no constant, or has several. */
  static Float one(Call call, Term term) throws OnnxException {
    if (!(term instanceof Term.Floats floats) || floats.constant().size() != 1) {
      return null;
    }
    return floats.constant().spread(call.graph().limit())[0];
  }

  private static boolean isZero(Call call, Term zero) throws OnnxException {
    Float one = one(call, zero);
    return one != null && one == 0;
  }

  /** What a value is rounded to: the type of its zero point, else unsigned bytes. */
  static Integers range(Call call, int index) throws OnnxException {
    long stated = call.integer("output_dtype", 0);
    TensorProto zero = call.stored(index);
    if (zero != null) {
      return Integers.of(zero.getDataType());
    }
    if (call.hasInput(index) && call.input(index).type() != ElementType.UINT8) {
      throw OnnxException.unsupported("input " + (index + 1) + " must be a constant");
    }
    return stated == 0 ? Integers.UINT8 : Integers.of((int) stated);
  }
}
