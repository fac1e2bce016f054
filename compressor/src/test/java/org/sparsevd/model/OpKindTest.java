package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** The table of operators: complete, without two rows alike, and true of the operators. */
public class OpKindTest {
  static List<OpKind> kinds() {
    return OpKind.all();
  }

  /** An operator of this kind, with other numbers than are usual; vectors have one value. */
  public static Op sample(OpKind kind) {
    List<Integer> integers = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<List<Dim>> lists = new ArrayList<>();
    for (OpRow.Attribute attribute : kind.row().attributes()) {
      switch (attribute.form()) {
        case REAL -> reals.add(0.75f + reals.size());
        case WINDOW -> integers.addAll(Attributes.of(Window.square(1, 0)).integers());
        case LIST -> integers.add(attribute.least());
        case INTEGER, OPTIONAL, FLAG -> integers.add(1);
        case EXTENTS -> lists.add(List.of(extent(kind)));
      }
    }
    Shape weight = kind.row().hasWindow() ? Shape.of(1, 1, 1, 1) : Shape.of(1, 1);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < kind.tensorCount(); i++) {
      boolean first = kind instanceof Op.WeightedKind && i == 0;
      tensors.add(new DenseTensor(first ? weight : Shape.of(1, 1), new float[] {0.5f + i}));
    }
    return kind.make(new Attributes(integers, reals, lists), tensors);
  }

  /** An order of one dimension is a 0; only a symbol makes a shape an open one. */
  private static Dim extent(OpKind kind) {
    boolean open = kind == Op.MovementKind.RESHAPE_OPEN;
    return open ? Dim.symbol("n") : Dim.of(kind == Op.GeneralKind.MOVE_AXES ? 0 : 1);
  }

  @Test
  void noTwoRowsAreAlike() {
    assertThat(kinds()).extracting(OpKind::number).doesNotHaveDuplicates();
    assertThat(kinds()).extracting(kind -> kind.row().name()).doesNotHaveDuplicates();
    assertThat(kinds()).allSatisfy(kind -> assertThat(OpKind.of(kind.number())).isSameAs(kind));
    assertThat(OpKind.of(0)).isNull();
    assertThat(OpKind.of(255)).isNull();
  }

  @Test
  void everyFamilyAndOperatorIsInTheTable() {
    List<Object> constants = new ArrayList<>();
    for (Class<?> family : OpKind.class.getPermittedSubclasses()) {
      constants.addAll(Arrays.asList(family.getEnumConstants()));
    }
    assertThat(new HashSet<Object>(kinds())).isEqualTo(new HashSet<>(constants));
    Set<Class<?>> made = new HashSet<>();
    kinds().forEach(kind -> made.add(sample(kind).getClass()));
    assertThat(operators(Op.class)).allSatisfy(type -> assertThat(made).contains(type));
  }

  private static Stream<Class<?>> operators(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OpKindTest::operators)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void partsMakeTheSameOperator(OpKind kind) {
    Op op = sample(kind);
    assertThat(op.kind()).isSameAs(kind);
    assertThat(op.tensors()).hasSize(kind.tensorCount());
    Op same = op.withTensors(op.tensors());
    assertThat(same.attributes()).isEqualTo(op.attributes());
    for (int i = 0; i < op.tensors().size(); i++) {
      assertThat(same.tensors().get(i).toArray()).isEqualTo(op.tensors().get(i).toArray());
    }
    if (op instanceof Record && op.tensors().isEmpty()) {
      assertThat(same).isEqualTo(op);
    }
  }

  /**
   * A component that is neither attribute nor tensor would be lost in a file, unless the kind tells
   * it.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void noComponentIsLeftOut(OpKind kind) {
    Op op = sample(kind);
    if (op instanceof Record) {
      long components =
          Arrays.stream(op.getClass().getRecordComponents())
              .filter(component -> !OpKind.class.isAssignableFrom(component.getType()))
              .count();
      assertThat(kind.row().attributes().size() + kind.tensorCount()).isEqualTo(components);
    }
  }
}
