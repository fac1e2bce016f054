package org.sparsevd.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.Tensor;

/**
 * The operators by number: what reads and writes them all alike, such as a file format, needs no
 * more. Each family has its part of the table beside its operators.
 */
public sealed interface OpKind
    permits WeightedOps.WeightedKind,
        ChannelOps.ChannelKind,
        PointwiseOps.PointwiseKind,
        FunctionOps.Function,
        PoolingOps.PoolingKind,
        MovementOps.MovementKind,
        JoinOps.JoinKind,
        SoftmaxOps.SoftmaxKind,
        ArithmeticOps.BinaryFunction,
        GeneralOps.GeneralKind,
        RecurrentOps.RecurrentKind {

  OpRow row();

  /**
   * The operator with these parts; what {@link Op#attributes} and {@link Op#tensors} take apart.
   *
   * @throws IllegalArgumentException if these parts make none
   */
  Op make(Attributes attributes, List<Tensor> tensors);

  default int number() {
    return row().number();
  }

  /** Whether its operators are {@linkplain GeneralOps.General general}. */
  default boolean isGeneral() {
    return false;
  }

  /** Number of tensors that the operator has. */
  default int tensorCount() {
    return row().vectors().size();
  }

  /** The kind of this number; null where there is none. Loads no more families than it must. */
  static OpKind of(int number) {
    OpKind found = find(number, WeightedOps.WeightedKind.values());
    found = found != null ? found : find(number, PointwiseOps.PointwiseKind.values());
    found = found != null ? found : find(number, PoolingOps.PoolingKind.values());
    found = found != null ? found : find(number, MovementOps.MovementKind.values());
    found = found != null ? found : find(number, ChannelOps.ChannelKind.values());
    found = found != null ? found : find(number, JoinOps.JoinKind.values());
    found = found != null ? found : find(number, SoftmaxOps.SoftmaxKind.values());
    found = found != null ? found : find(number, FunctionOps.Function.values());
    found = found != null ? found : find(number, ArithmeticOps.BinaryFunction.values());
    found = found != null ? found : find(number, GeneralOps.GeneralKind.values());
    return found != null ? found : find(number, RecurrentOps.RecurrentKind.values());
  }

  private static OpKind find(int number, OpKind[] family) {
    for (OpKind kind : family) {
      if (kind.number() == number) {
        return kind;
      }
    }
    return null;
  }

  /** All kinds, by family. */
  static List<OpKind> all() {
    List<OpKind> all = new ArrayList<>();
    all.addAll(Arrays.asList(WeightedOps.WeightedKind.values()));
    all.addAll(Arrays.asList(ChannelOps.ChannelKind.values()));
    all.addAll(Arrays.asList(PointwiseOps.PointwiseKind.values()));
    all.addAll(Arrays.asList(FunctionOps.Function.values()));
    all.addAll(Arrays.asList(PoolingOps.PoolingKind.values()));
    all.addAll(Arrays.asList(MovementOps.MovementKind.values()));
    all.addAll(Arrays.asList(JoinOps.JoinKind.values()));
    all.addAll(Arrays.asList(SoftmaxOps.SoftmaxKind.values()));
    all.addAll(Arrays.asList(ArithmeticOps.BinaryFunction.values()));
    all.addAll(Arrays.asList(GeneralOps.GeneralKind.values()));
    all.addAll(Arrays.asList(RecurrentOps.RecurrentKind.values()));
    return all;
  }
}
