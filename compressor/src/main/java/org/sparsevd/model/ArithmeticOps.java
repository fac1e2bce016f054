package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Broadcasts;
import org.sparsevd.model.loop.RowLoop;
import org.sparsevd.model.loop.Rows;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that make each element of one element of each input; inputs are broadcast. */
public sealed interface ArithmeticOps permits Op {

  /** What is done with two elements. Not a number in, not a number out, as IEEE 754 has it. */
  enum BinaryFunction implements OpKind {
    PLUS(40, "Plus"),
    MINUS(41, "Minus"),
    TIMES(42, "Times"),
    /** Whole numbers are rounded towards zero. */
    OVER(43, "Over"),
    POWER(44, "Power"),
    LEAST(45, "Least"),
    MOST(46, "Most"),
    /** The rest of a division that rounds down: it has the divisor's sign. */
    MODULO(47, "Modulo"),
    /** The rest of a division that rounds towards zero: it has the dividend's sign. */
    REMAINDER(48, "Remainder"),
    EQUAL(49, "Equal"),
    LESS(50, "Less"),
    LESS_OR_EQUAL(51, "LessOrEqual"),
    GREATER(52, "Greater"),
    GREATER_OR_EQUAL(53, "GreaterOrEqual"),
    AND(54, "And"),
    OR(55, "Or"),
    XOR(56, "Xor"),
    /** {@code x} where it is not negative, {@code x} times the second elsewhere. */
    LEAKY(57, "Leaky");

    private final OpRow row;

    BinaryFunction(int number, String name) {
      this.row = OpRow.of(number, name, OpRow.integer("whole", 0, 1)).withArity(2);
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public boolean isGeneral() {
      return true;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return new Binary(this, a.integer(0) == 1);
    }

    boolean compares() {
      return ordinal() >= EQUAL.ordinal() && ordinal() <= GREATER_OR_EQUAL.ordinal();
    }

    boolean isLogical() {
      return this == AND || this == OR || this == XOR;
    }

    float apply(float x, float y) {
      return switch (this) {
        case PLUS -> x + y;
        case MINUS -> x - y;
        case TIMES -> x * y;
        case OVER -> x / y;
        case POWER -> (float) Math.pow(x, y);
        case LEAST -> Math.min(x, y);
        case MOST -> Math.max(x, y);
        case MODULO -> (float) (x - Math.floor((double) x / y) * y);
        case REMAINDER -> x % y;
        case EQUAL -> x == y ? 1 : 0;
        case LESS -> x < y ? 1 : 0;
        case LESS_OR_EQUAL -> x <= y ? 1 : 0;
        case GREATER -> x > y ? 1 : 0;
        case GREATER_OR_EQUAL -> x >= y ? 1 : 0;
        case AND -> x != 0 && y != 0 ? 1 : 0;
        case OR -> x != 0 || y != 0 ? 1 : 0;
        case XOR -> x != 0 ^ y != 0 ? 1 : 0;
        case LEAKY -> x < 0 ? x * y : x;
      };
    }

    /** For whole numbers, of which each result must be one, too, and exact. */
    float applyWhole(float x, float y) {
      if ((this == OVER || this == MODULO || this == REMAINDER) && y == 0) {
        throw new ArithmeticException("a whole number divided by zero");
      }
      double exact =
          switch (this) {
            case PLUS -> (double) x + y;
            case MINUS -> (double) x - y;
            case TIMES -> (double) x * y;
            case OVER -> (double) ((long) x / (long) y);
            case POWER -> Math.pow(x, y);
            case MODULO -> Math.floorMod((long) x, (long) y);
            default -> apply(x, y);
          };
      if (!(Math.abs(exact) <= ElementType.MOST_WHOLE) || exact != Math.rint(exact)) {
        throw new ArithmeticException("whole numbers are computed up to 2^24 only, found " + exact);
      }
      return (float) exact;
    }
  }

  /**
   * A function of two values, which are broadcast against each other as ONNX and NumPy have it.
   *
   * @param whole whether it computes with whole numbers
   */
  record Binary(BinaryFunction function, boolean whole) implements GeneralOps.General {
    /** With floats, or truth values. */
    public Binary(BinaryFunction function) {
      this(function, false);
    }

    @Override
    public OpKind kind() {
      return function;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(whole ? 1 : 0);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Broadcasts.shape(function.row().name(), inputs);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      ElementType type = inputs.get(0);
      boolean fits =
          function.isLogical()
              ? type == ElementType.BOOL
              : type.isWhole() == whole
                  && (function.compares() || type != ElementType.BOOL && type != ElementType.UINT8);
      if (type != inputs.get(1) || !fits) {
        throw new IllegalArgumentException(
            function.row().name()
                + (whole ? " of whole numbers" : "")
                + " does not take elements of types "
                + inputs);
      }
      return function.compares() ? ElementType.BOOL : type;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return Broadcasts.standsFirst(shapes, batched) ? this : null;
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Rows rows = Rows.of(shapes, out);
      RowLoop loop = loop();
      int[] first = rows.starts()[0];
      int[] second = rows.starts()[1];
      int length = rows.length();
      return (inputs, y) -> {
        for (int row = 0; row < first.length; row++) {
          loop.run(
              inputs[0],
              first[row],
              rows.steps()[0],
              inputs[1],
              second[row],
              rows.steps()[1],
              y,
              row * length,
              length);
        }
      };
    }

    private RowLoop loop() {
      if (whole && !function.compares()) {
        return this::runWhole;
      }
      return switch (function) {
        case PLUS -> RowLoop::plus;
        case MINUS -> RowLoop::minus;
        case TIMES -> RowLoop::times;
        case OVER -> RowLoop::over;
        default -> this::run;
      };
    }

    private void run(
        float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
      for (int k = 0; k < count; k++) {
        y[to + k] = function.apply(a[i + k * aStep], b[j + k * bStep]);
      }
    }

    private void runWhole(
        float[] a, int i, int aStep, float[] b, int j, int bStep, float[] y, int to, int count) {
      for (int k = 0; k < count; k++) {
        y[to + k] = function.applyWhole(a[i + k * aStep], b[j + k * bStep]);
      }
    }
  }

  /** The second where the first is not 0, else the third; all three are broadcast. */
  record Where() implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.WHERE;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Broadcasts.shape("Where", inputs);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      if (inputs.get(0) != ElementType.BOOL || inputs.get(1) != inputs.get(2)) {
        throw new IllegalArgumentException(
            "Where takes truth values and two values of one type, found " + inputs);
      }
      return inputs.get(1);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return Broadcasts.standsFirst(shapes, batched) ? this : null;
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int[] condition = Broadcasts.sources(shapes.get(0), out);
      int[] yes = Broadcasts.sources(shapes.get(1), out);
      int[] no = Broadcasts.sources(shapes.get(2), out);
      int size = out.size();
      return (inputs, y) -> {
        for (int i = 0; i < size; i++) {
          boolean holds = inputs[0][condition == null ? i : condition[i]] != 0;
          y[i] = holds ? inputs[1][yes == null ? i : yes[i]] : inputs[2][no == null ? i : no[i]];
        }
      };
    }
  }

  /**
   * The same numbers as elements of another type. Floats become whole numbers by leaving out what
   * follows the point, and truth values by being other than 0.
   */
  record Cast(ElementType type) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.CAST;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(type.ordinal());
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return type;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return this;
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int size = out.size();
      return (inputs, y) -> {
        for (int i = 0; i < size; i++) {
          y[i] = cast(inputs[0][i]);
        }
      };
    }

    private float cast(float x) {
      return switch (type) {
        case FLOAT -> x;
        case BOOL -> x != 0 ? 1 : 0;
        case INT64, INT32 -> whole(x, -ElementType.MOST_WHOLE, ElementType.MOST_WHOLE);
        case UINT8 -> whole(x, 0, 255);
      };
    }

    private float whole(float x, int least, int most) {
      double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
      if (!(whole >= least && whole <= most)) {
        throw new ArithmeticException(
            "a " + type + " from " + least + " to " + most + " was expected, found " + x);
      }
      return (float) whole + 0f;
    }
  }
}
