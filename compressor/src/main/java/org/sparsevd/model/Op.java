package org.sparsevd.model;

import java.util.List;
import java.util.Map;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * What a node computes. A closed family: every reader of a model can be complete.
 *
 * <p>Operators that readers treat alike are a family: a sealed interface, its operators and their
 * rows of the {@link OpKind table of operators}, all in a file of its own such as {@link
 * PointwiseOps}. This interface extends those files for their names alone, so that {@code Op.Relu}
 * finds an operator wherever it stands.
 *
 * <p>{@code docs/ADDING-AN-OPERATOR.md} adds two operators, step by step.
 */
public sealed interface Op
    extends WeightedOps,
        ChannelOps,
        PointwiseOps,
        FunctionOps,
        PoolingOps,
        MovementOps,
        JoinOps,
        SoftmaxOps,
        GeneralOps,
        ArithmeticOps,
        ReductionOps,
        PartOps,
        RecurrentOps,
        AxisOps
    permits WeightedOps.Weighted,
        ChannelOps.PerChannel,
        PointwiseOps.Pointwise,
        PoolingOps.Pooling,
        MovementOps.Movement,
        JoinOps.Join,
        SoftmaxOps.OverChannels,
        GeneralOps.General {

  /** Its row in the table of operators. */
  OpKind kind();

  /** Its attributes, as many as its row says. */
  default Attributes attributes() {
    return Attributes.NONE;
  }

  /** A weight and its bias, or the vectors of which its row says how many. */
  default List<Tensor> tensors() {
    return List.of();
  }

  /** The same operator with other tensors, as many as {@link #tensors} has. */
  default Op withTensors(List<Tensor> tensors) {
    return kind().make(attributes(), tensors);
  }

  /** Number of inputs a node of this operator has; {@link OpRow#ANY} for any number from 1 on. */
  default int arity() {
    return kind().row().arity();
  }

  /**
   * Shape of the output for inputs of these shapes.
   *
   * @throws IllegalArgumentException if the operator does not take them; the message says why
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * What the elements of the output are for inputs of these types; floats of floats, where an
   * operator says nothing else.
   *
   * @throws IllegalArgumentException if the operator does not take them; the message says why
   */
  default ElementType outputType(List<ElementType> inputs) {
    for (ElementType type : inputs) {
      if (type != ElementType.FLOAT) {
        throw new IllegalArgumentException(kind().row().name() + " takes floats, found " + inputs);
      }
    }
    return ElementType.FLOAT;
  }

  /** The same operator with numbers in place of symbols. */
  default Op bind(Map<String, Integer> numbers) {
    Attributes attributes = attributes();
    return attributes.extents().isEmpty() ? this : kind().make(attributes.bind(numbers), tensors());
  }

  /**
   * The definition of the operator: plain loops, sums in double.
   *
   * @param inputs row-major; not to be changed
   * @param shapes of the inputs
   * @param out the shape of the result
   * @return row-major; the input itself where nothing changes
   */
  float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out);

  /** Calls the method of this operator's family. */
  <R> R accept(Visitor<R> visitor);

  /**
   * What a reader does with each family of operators. Where the operators of a family differ, it
   * goes on to the family's cases. No method has a default: the compiler lists what a reader of a
   * new operator lacks.
   */
  interface Visitor<R> {
    R weighted(Weighted op);

    R perChannel(PerChannel op);

    R pointwise(Pointwise op);

    R pooling(Pooling op);

    R movement(Movement op);

    R join(Join op);

    R overChannels(OverChannels op);

    R general(General op);
  }
}
