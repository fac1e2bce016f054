package org.sparsevd.model;

import java.util.List;
import java.util.Map;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Operators on values of any rank and element type, as tensor programs have them. Readers treat
 * them alike: one of them is a row, its rules and its {@link Program}.
 */
public sealed interface GeneralOps permits Op {

  /** An operator with the shapes of its inputs taken into account: what it does to the elements. */
  @FunctionalInterface
  interface Program {
    /**
     * Computes the output; allocates nothing.
     *
     * @param inputs row-major, in the operator's order; arrays may be longer than values. Behind
     *     them stands an array for what the program notes, where the operator {@linkplain
     *     General#scratch wants one}.
     * @param out receives the output from element 0 on; none of the inputs
     * @throws ArithmeticException if a whole number has no exact float32
     * @throws IllegalArgumentException if an element cannot be, such as an index beyond the end
     */
    void run(float[][] inputs, float[] out);
  }

  /** An operator on values of any rank. */
  sealed interface General extends Op
      permits ArithmeticOps.Binary,
          ArithmeticOps.Where,
          ArithmeticOps.Cast,
          ReductionOps.Reduce,
          ReductionOps.ArgExtreme,
          ReductionOps.Along,
          ReductionOps.Normalise,
          ReductionOps.MatMul,
          PartOps.Part,
          PartOps.Gather,
          JoinOps.ConcatAlong,
          Constant,
          RecurrentOps.Recurrent,
          AxisOps.Resize,
          AxisOps.Ranked,
          AxisOps.Shuffle,
          JoinOps.Attention {

    /**
     * What it does for inputs of these shapes.
     *
     * @param shapes bound to numbers
     * @param out likewise, as {@link #outputShape} has it
     */
    Program program(List<Shape> shapes, Shape out);

    /** At most how many elements it reads and makes: what limits of work count. */
    default long steps(List<Shape> shapes, Shape out) {
      long steps = out.size();
      for (Shape shape : shapes) {
        steps += shape.size();
      }
      return steps;
    }

    /** Floats of an array that the program is given behind its inputs; 0 where it wants none. */
    default int scratch(List<Shape> shapes, Shape out) {
      return 0;
    }

    /**
     * The operator on each element of the first dimension by itself, which its inputs then lack;
     * null where it does not work on each alone.
     *
     * @param shapes with that dimension
     * @param batched which of the inputs have it; the others are the same for all
     */
    Op alone(List<Shape> shapes, boolean[] batched);

    @Override
    default float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      int notes = scratch(shapes, out);
      float[][] operands = inputs.toArray(new float[inputs.size() + (notes > 0 ? 1 : 0)][]);
      if (notes > 0) {
        operands[inputs.size()] = new float[notes];
      }
      program(shapes, out).run(operands, y);
      return y;
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.general(this);
    }
  }

  /** Values that do not depend on any input. */
  record Constant(ElementType type, DenseTensor values) implements General {
    @Override
    public OpKind kind() {
      return GeneralKind.CONSTANT;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(type.ordinal());
    }

    @Override
    public List<Tensor> tensors() {
      return List.of(values);
    }

    /** Its shape is a number's: a large table is not copied for nothing. */
    @Override
    public Op bind(Map<String, Integer> numbers) {
      return this;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return values.shape();
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
    public Program program(List<Shape> shapes, Shape out) {
      float[] all = values.values();
      return (inputs, y) -> System.arraycopy(all, 0, y, 0, all.length);
    }
  }

  /** Rows of all operators of the family but those of two values. */
  enum GeneralKind implements OpKind {
    WHERE(OpRow.of(60, "Where").withArity(3)),
    CAST(OpRow.of(61, "Cast", OpRow.integer("type", 0, ElementType.values().length - 1))),
    REDUCE(
        OpRow.of(
            62,
            "Reduce",
            OpRow.integer("function", 0, ReductionOps.Fold.values().length - 1),
            OpRow.extents("axes"))),
    ARG_EXTREME(
        OpRow.of(
            63,
            "ArgExtreme",
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1),
            OpRow.integer("largest", 0, 1),
            OpRow.integer("last", 0, 1))),
    ALONG(
        OpRow.of(
            64,
            "Along",
            OpRow.integer("function", 0, ReductionOps.Line.values().length - 1),
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1))),
    NORMALISE(
        OpRow.of(
            65,
            "Normalise",
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1),
            OpRow.integer("centred", 0, 1),
            OpRow.real("epsilon"))),
    MAT_MUL(OpRow.of(66, "MatMul").withArity(2)),
    SLICE(
        OpRow.of(
            67, "Slice", OpRow.extents("starts"), OpRow.extents("sizes"), OpRow.extents("steps"))),
    EXPAND(OpRow.of(68, "Expand", OpRow.extents("target"))),
    PAD(
        OpRow.of(
            69,
            "Pad",
            OpRow.extents("before"),
            OpRow.extents("after"),
            OpRow.integer("mode", 0, PartOps.Border.values().length - 1),
            OpRow.real("value"))),
    MOVE_AXES(OpRow.of(70, "MoveAxes", OpRow.extents("order"))),
    GATHER(OpRow.of(71, "Gather", OpRow.integer("axis", 0, OpRow.MOST_RANK - 1)).withArity(2)),
    CONCAT_ALONG(
        OpRow.of(72, "ConcatAlong", OpRow.integer("axis", 0, OpRow.MOST_RANK - 1))
            .withArity(OpRow.ANY)),
    CONSTANT(
        OpRow.of(73, "Constant", OpRow.integer("type", 0, ElementType.values().length - 1))
            .withArity(0)
            .withVectors("values")),
    RESIZE(
        OpRow.of(
            75,
            "Resize",
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1),
            OpRow.integer("place", 0, Resampling.Place.values().length - 1),
            OpRow.integer("sampler", 0, Resampling.Sampler.values().length - 1),
            OpRow.integer("by_scale", 0, 1),
            OpRow.real("scale"),
            OpRow.real("start"),
            OpRow.real("end"),
            OpRow.real("cubic"),
            OpRow.real("outside"),
            OpRow.extents("size"))),
    ATTENTION(
        OpRow.of(
                76,
                "Attention",
                OpRow.integer("heads", 1, OpRow.MOST_EXTENT),
                OpRow.integer("mask", 0, JoinOps.Mask.values().length - 1),
                OpRow.integer("causal", 0, 1),
                OpRow.real("scale"))
            .withArity(OpRow.ANY)),
    SHUFFLE(
        OpRow.of(
            77,
            "Shuffle",
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1),
            OpRow.integer("groups", 1, OpRow.MOST_EXTENT))),
    RANKED(
        OpRow.of(
            78,
            "Ranked",
            OpRow.integer("axis", 0, OpRow.MOST_RANK - 1),
            OpRow.integer("largest", 0, 1),
            OpRow.integer("indices", 0, 1),
            OpRow.extents("count")));

    private final OpRow row;

    GeneralKind(OpRow row) {
      this.row = row;
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
      return switch (this) {
        case WHERE -> new ArithmeticOps.Where();
        case CAST -> new ArithmeticOps.Cast(ElementType.values()[a.integer(0)]);
        case REDUCE ->
            new ReductionOps.Reduce(ReductionOps.Fold.values()[a.integer(0)], a.numbers(0));
        case ARG_EXTREME ->
            new ReductionOps.ArgExtreme(a.integer(0), a.integer(1) == 1, a.integer(2) == 1);
        case ALONG ->
            new ReductionOps.Along(ReductionOps.Line.values()[a.integer(0)], a.integer(1));
        case NORMALISE -> new ReductionOps.Normalise(a.integer(0), a.integer(1) == 1, a.real(0));
        case MAT_MUL -> new ReductionOps.MatMul();
        case SLICE -> new PartOps.Slice(a.extents().get(0), a.extents().get(1), a.numbers(2));
        case EXPAND -> new PartOps.Expand(a.shape(0));
        case PAD ->
            new PartOps.Pad(
                a.extents().get(0),
                a.extents().get(1),
                PartOps.Border.values()[a.integer(0)],
                a.real(0));
        case MOVE_AXES -> new PartOps.MoveAxes(a.numbers(0));
        case GATHER -> new PartOps.Gather(a.integer(0));
        case CONCAT_ALONG -> new JoinOps.ConcatAlong(a.integer(0));
        case CONSTANT ->
            new Constant(
                ElementType.values()[a.integer(0)],
                tensors.get(0) instanceof DenseTensor dense
                    ? dense
                    : new DenseTensor(tensors.get(0).shape(), tensors.get(0).toArray()));
        case RESIZE ->
            new AxisOps.Resize(
                a.integer(0),
                a.extents().get(0),
                Resampling.Place.values()[a.integer(1)],
                Resampling.Sampler.values()[a.integer(2)],
                a.integer(3) == 1,
                a.real(0),
                a.real(1),
                a.real(2),
                a.real(3),
                a.real(4));
        case ATTENTION ->
            new JoinOps.Attention(
                a.integer(0), JoinOps.Mask.values()[a.integer(1)], a.integer(2) == 1, a.real(0));
        case SHUFFLE -> new AxisOps.Shuffle(a.integer(0), a.integer(1));
        case RANKED ->
            new AxisOps.Ranked(
                a.integer(0), a.extents().get(0), a.integer(1) == 1, a.integer(2) == 1);
      };
    }
  }
}
