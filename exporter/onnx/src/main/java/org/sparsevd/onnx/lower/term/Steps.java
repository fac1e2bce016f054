package org.sparsevd.onnx.lower.term;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.sparsevd.onnx.tensor.Constant;

/** What is known of floats that were integers: layers compute with these instead. */
public final class Steps {
  private final Map<String, Scaled> values = new HashMap<>();
  private final Map<Term, Whole> constants = new IdentityHashMap<>();

  /**
   * A value that is levels times a step.
   *
   * @param least no level is below it
   */
  public record Scaled(Term.Live levels, float step, int least, int most) {}

  /**
   * A constant that is whole numbers times steps.
   *
   * @param steps one, or one for each entry of the axis
   */
  public record Whole(Constant integers, float[] steps, int axis) {}

  /** Says that a value is levels times a step. */
  public void put(Term.Live value, Scaled scaled) {
    values.put(value.name(), scaled);
  }

  /** Says that values have other names now. */
  public void rename(Map<String, String> names) {
    Map<String, Scaled> renamed = new HashMap<>();
    values.forEach((name, scaled) -> renamed.put(names.getOrDefault(name, name), scaled));
    renamed.replaceAll(
        (name, scaled) -> {
          Term.Live levels = scaled.levels();
          String own = names.getOrDefault(levels.name(), levels.name());
          Term.Live now = new Term.Live(own, levels.shape(), levels.type());
          return new Scaled(now, scaled.step(), scaled.least(), scaled.most());
        });
    values.clear();
    values.putAll(renamed);
  }

  /** Null where a value is not known to be levels times a step. */
  public Scaled of(Term value) {
    return value instanceof Term.Live live ? values.get(live.name()) : null;
  }

  /** Says that a constant is whole numbers times steps. */
  public void put(Term.Floats constant, Whole whole) {
    constants.put(constant, whole);
  }

  /** Null where a constant is not known to be whole numbers times steps. */
  public Whole whole(Term constant) {
    return constants.get(constant);
  }
}
