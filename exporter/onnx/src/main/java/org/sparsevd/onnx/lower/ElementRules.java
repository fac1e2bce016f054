package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Declarations;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators that make each element of one element of each input. */
final class ElementRules {
  private ElementRules() {}

  static void register(Map<String, Rule> all) {
    for (PointwiseRow row : PointwiseTable.all()) {
      all.put(row.name(), Rule.single(call -> pointwise(call, row)));
    }
    binary(all, "Add", Op.BinaryFunction.PLUS);
    binary(all, "Sub", Op.BinaryFunction.MINUS);
    binary(all, "Mul", Op.BinaryFunction.TIMES);
    binary(all, "Div", Op.BinaryFunction.OVER);
    binary(all, "Pow", Op.BinaryFunction.POWER);
    binary(all, "Equal", Op.BinaryFunction.EQUAL);
    binary(all, "Less", Op.BinaryFunction.LESS);
    binary(all, "LessOrEqual", Op.BinaryFunction.LESS_OR_EQUAL);
    binary(all, "Greater", Op.BinaryFunction.GREATER);
    binary(all, "GreaterOrEqual", Op.BinaryFunction.GREATER_OR_EQUAL);
    binary(all, "And", Op.BinaryFunction.AND);
    binary(all, "Or", Op.BinaryFunction.OR);
    binary(all, "Xor", Op.BinaryFunction.XOR);
    all.put("PRelu", Rule.single(ElementRules::prelu));
    all.put("Mod", Rule.single(ElementRules::modulo));
    all.put("Max", Rule.single(call -> several(call, Op.BinaryFunction.MOST)));
    all.put("Min", Rule.single(call -> several(call, Op.BinaryFunction.LEAST)));
    all.put("Sum", Rule.single(call -> several(call, Op.BinaryFunction.PLUS)));
    all.put("Mean", Rule.single(ElementRules::mean));
    all.put("Not", Rule.single(ElementRules::not));
    all.put(
        "Where",
        Rule.single(
            call -> call.emit(new Op.Where(), call.input(0), call.input(1), call.input(2))));
    all.put("Cast", Rule.single(ElementRules::cast));
    all.put("CastLike", Rule.single(call -> to(call, call.input(1).type())));
    all.put("Identity", Rule.single(call -> call.input(0)));
    all.put("Dropout", ElementRules::dropout);
    all.put("Celu", Rule.single(ElementRules::celu));
    all.put("Swish", Rule.single(ElementRules::swish));
  }

  private static Term pointwise(Call call, PointwiseRow row) throws OnnxException {
    call.ignore("consumed_inputs");
    checkSince(call, row.since());
    List<Integer> words = new ArrayList<>();
    List<Float> numbers = new ArrayList<>();
    boolean inputs = row.inputsSince() <= call.opset();
    int index = 1;
    for (PointwiseRow.Parameter parameter : row.parameters()) {
      if (parameter.isText()) {
        String word = call.text(parameter.name(), parameter.words().get(0));
        if (!parameter.words().contains(word)) {
          throw new OnnxException("attribute '" + parameter.name() + "' is '" + word + "'");
        }
        words.add(parameter.words().indexOf(word));
      } else if (inputs) {
        numbers.add(call.hasInput(index) ? scalar(call, index) : parameter.standard());
      } else {
        numbers.add(call.real(parameter.name(), parameter.standard()));
      }
      index++;
    }
    Op op = row.kind().make(new Attributes(words, numbers), List.of());
    if (op instanceof Op.Function && call.input(0).type().isWhole()) {
      return whole(call, (Op.Function) op);
    }
    return call.emit(op, call.input(0));
  }

  private static void checkSince(Call call, int since) throws OnnxException {
    if (call.opset() < since) {
      throw new OnnxException(
          "the operator came with operator set " + since + ", the file has " + call.opset());
    }
  }

  /** Of whole numbers, where functions of floats would round them. */
  private static Term whole(Call call, Op.Function function) throws OnnxException {
    Term x = call.input(0);
    Term zero = new Term.Wholes(x.type(), new int[0], new Dim[] {Dim.of(0)});
    Term negative = call.emit("_negative", new Op.Binary(Op.BinaryFunction.MINUS, true), zero, x);
    return switch (function) {
      case NEG -> negative;
      case ABS -> call.emit(new Op.Binary(Op.BinaryFunction.MOST, true), x, negative);
      default -> throw new OnnxException("of whole numbers is not supported");
    };
  }

  private static float scalar(Call call, int index) throws OnnxException {
    Constant constant = call.floats(index);
    if (constant.size() != 1) {
      throw new OnnxException(
          "input " + (index + 1) + " must be one number, found " + constant.shape());
    }
    return constant.spread(call.graph().limit())[0];
  }

  private static void binary(Map<String, Rule> all, String name, Op.BinaryFunction function) {
    all.put(name, Rule.single(call -> two(call, function)));
  }

  private static Term two(Call call, Op.BinaryFunction function) throws OnnxException {
    call.ignore("consumed_inputs");
    Term first = call.input(0);
    Term second = aligned(call, first, call.input(1));
    if (function == Op.BinaryFunction.POWER && second.type() != first.type()) {
      second = to(call, second, first.type());
    }
    return call.emit(new Op.Binary(function, first.type().isWhole()), first, second);
  }

  /** Operator set 6 broadcasts the second only where asked, from an axis on. */
  private static Term aligned(Call call, Term first, Term second) throws OnnxException {
    long broadcast = call.integer("broadcast", 0);
    long axis = call.integer("axis", Long.MIN_VALUE);
    Shape a = call.graph().shape(first);
    Shape b = call.graph().shape(second);
    if (broadcast == 0 || axis == Long.MIN_VALUE) {
      return second;
    }
    int from = Call.axis(axis, a.rank());
    Dim[] dims = new Dim[a.rank() - from];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i < b.rank() ? b.extent(i) : Dim.of(1);
    }
    return call.reshape(second, Shape.of(dims));
  }

  /**
   * Slopes are broadcast to the value. Operator set 6 has one for each channel, axis 1; so have
   * later files that cannot mean anything else.
   */
  private static Term prelu(Call call) throws OnnxException {
    call.ignore("consumed_inputs");
    Shape in = call.shape(0);
    Term slope = call.input(1);
    Shape own = call.graph().shape(slope);
    boolean column = own.rank() == 1 && in.rank() > 1 && !own.is(0, 1);
    boolean last = column && own.extent(0).equals(in.extent(in.rank() - 1));
    if (column && own.extent(0).equals(in.extent(1)) && (call.opset() < 7 || !last)) {
      Dim[] dims = new Dim[in.rank() - 1];
      Arrays.fill(dims, Dim.of(1));
      dims[0] = own.extent(0);
      slope = call.reshape(slope, Shape.of(dims));
    }
    Term result = call.emit(new Op.Binary(Op.BinaryFunction.LEAKY), call.input(0), slope);
    if (!call.graph().shape(result).equals(in)) {
      throw new OnnxException("slopes " + own + " do not fit " + in);
    }
    return result;
  }

  private static Term modulo(Call call) throws OnnxException {
    boolean c = call.flag("fmod", false);
    return two(call, c ? Op.BinaryFunction.REMAINDER : Op.BinaryFunction.MODULO);
  }

  private static Term several(Call call, Op.BinaryFunction function) throws OnnxException {
    call.ignore("consumed_inputs");
    Term result = call.input(0);
    for (int i = 1; i < call.inputs(); i++) {
      Op op = new Op.Binary(function, result.type().isWhole());
      String suffix = i + 1 == call.inputs() ? "" : "_" + i;
      result = call.emit(suffix, op, result, call.input(i));
    }
    return result;
  }

  private static Term mean(Call call) throws OnnxException {
    Term sum = several(call, Op.BinaryFunction.PLUS);
    return call.emit("_mean", new Op.Binary(Op.BinaryFunction.OVER), sum, number(call.inputs()));
  }

  /** A single float. */
  static Term number(float value) {
    return new Term.Floats(Constant.dense(new int[0], new float[] {value}));
  }

  private static Term not(Call call) throws OnnxException {
    Term no = new Term.Wholes(ElementType.BOOL, new int[0], new Dim[] {Dim.of(0)});
    return call.emit(new Op.Binary(Op.BinaryFunction.EQUAL), call.input(0), no);
  }

  private static Term cast(Call call) throws OnnxException {
    call.ignore("saturate");
    DataType to = DataType.forNumber((int) call.integer("to", 0));
    if (to == DataType.INT8 || to == DataType.INT16 || to == DataType.UINT16) {
      throw new OnnxException("to " + to + ", which wraps around, is not supported");
    }
    ElementType type = Declarations.type("attribute 'to'", (int) call.integer("to", 0));
    boolean sums = call.term(0) instanceof Term.Sums && type == ElementType.FLOAT;
    return sums ? ByteRules.raw(call.term(0)) : to(call, type);
  }

  private static Term to(Call call, ElementType type) throws OnnxException {
    return to(call, call.input(0), type);
  }

  private static Term to(Call call, Term value, ElementType type) throws OnnxException {
    boolean wholes = value.type().isWhole() && type.isWhole() && type != ElementType.UINT8;
    if (value.type() == type || wholes && !value.isKnown() && value.type() == type) {
      return value;
    }
    return call.emit("_cast", new Op.Cast(type), value);
  }

  /** Of use while a net is trained; later it returns its input. */
  private static List<Term> dropout(Call call) throws OnnxException {
    call.ignore("ratio");
    call.ignore("seed");
    call.ignore("is_test");
    if (call.hasInput(2) && call.numbers(2)[0] != 0) {
      throw new OnnxException("training_mode is set");
    }
    return List.of(call.input(0));
  }

  /** {@code max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))}. */
  private static Term celu(Call call) throws OnnxException {
    float alpha = call.real("alpha", 1);
    Term scaled =
        call.emit("_over", new Op.Binary(Op.BinaryFunction.OVER), call.input(0), number(alpha));
    Term elu = call.emit("_elu", new Op.Elu(1), scaled);
    return call.emit(new Op.Binary(Op.BinaryFunction.TIMES), elu, number(alpha));
  }

  private static Term swish(Call call) throws OnnxException {
    checkSince(call, 24);
    float alpha = call.real("alpha", 1);
    if (alpha == 1) {
      return call.emit(Op.Function.SILU, call.input(0));
    }
    Term scaled =
        call.emit("_alpha", new Op.Binary(Op.BinaryFunction.TIMES), call.input(0), number(alpha));
    Term gate = call.emit("_gate", new Op.Sigmoid(), scaled);
    return call.emit(new Op.Binary(Op.BinaryFunction.TIMES), call.input(0), gate);
  }
}
