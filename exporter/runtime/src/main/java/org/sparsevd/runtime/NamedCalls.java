package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Calls of a session with values by name: finds what is prepared for their shapes, and keeps state
 * from one to the next.
 */
final class NamedCalls {
  private final SparseModel model;
  private final List<ValueInfo> inputs;
  private final List<ValueInfo> outputs;

  /** For the last shapes, the last of all first. */
  private final List<Runner> kept = new ArrayList<>();

  private final Value[] values;
  private final Value[] asked;

  /** For each input the output that it is the state of; null where it is none. */
  private final Integer[] sources;

  /** State by input, null before the first call; and room for that of the next call by output. */
  private final Value[] states;

  private final Value[] next;
  private int batch;

  /**
   * Calls of a model.
   *
   * @param first for the only shapes; null where they depend on symbols
   */
  NamedCalls(SparseModel model, Runner first) {
    this.model = model;
    this.inputs = model.inputs();
    this.outputs = model.outputs();
    this.values = new Value[inputs.size()];
    this.asked = new Value[outputs.size()];
    this.sources = new Integer[inputs.size()];
    this.states = new Value[inputs.size()];
    this.next = new Value[outputs.size()];
    if (first != null) {
      kept.add(first);
    }
  }

  /** Takes the inputs of a call, and gets ready for their shapes. */
  void prepare(Map<String, Value> given, int maxBatch) {
    int found = 0;
    for (int i = 0; i < values.length; i++) {
      Value value = given.get(inputs.get(i).name());
      found += value == null ? 0 : 1;
      if (value == null && sources[i] == null) {
        throw new IllegalArgumentException(
            "input '" + inputs.get(i).name() + "' is missing; the model takes " + inputs);
      }
      values[i] = value == null ? states[i] : value;
    }
    checkKnown("input", found, given, inputs);
    if (!find()) {
      bind();
    }
    if (batch > maxBatch) {
      throw new IllegalArgumentException("batch must be 1 to " + maxBatch + ", found " + batch);
    }
  }

  private static void checkKnown(
      String what, int found, Map<String, Value> given, List<ValueInfo> known) {
    if (found < given.size()) {
      Set<String> left = new TreeSet<>(given.keySet());
      known.forEach(info -> left.remove(info.name()));
      throw new IllegalArgumentException(
          left.isEmpty()
              ? "an " + what + " is null, expected " + known
              : "the model has no " + what + " " + left + ", only " + known);
    }
  }

  /** Whether something is prepared for these shapes; it comes first then. */
  private boolean find() {
    for (int i = 0; i < kept.size(); i++) {
      Runner runner = kept.get(i);
      int fitting = runner.batch(values);
      if (fitting > 0) {
        for (int later = i; later > 0; later--) {
          kept.set(later, kept.get(later - 1));
        }
        kept.set(0, runner);
        batch = fitting;
        return true;
      }
    }
    return false;
  }

  private void bind() {
    CallShapes shapes = CallShapes.of(model, values);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = zeros(inputs.get(i), shapes);
      }
    }
    if (!find()) {
      Runner runner = new Runner(model.bound(shapes.numbers()));
      if (kept.size() == SparseModel.KEPT_SHAPES) {
        kept.remove(kept.size() - 1);
      }
      kept.add(0, runner);
      batch = shapes.batch();
    }
  }

  private Value zeros(ValueInfo input, CallShapes shapes) {
    Shape shape = input.shape().bind(shapes.numbers());
    if (!shape.isFixed()) {
      throw new IllegalArgumentException(
          "input '"
              + input.name()
              + "' is a state of shape "
              + shape
              + ", of which no other input says the numbers: give it in the first call");
    }
    return room(input, shape, shapes.batch());
  }

  private Value room(ValueInfo info, Shape shape, int inputsOfBatch) {
    int before = model.isBatched() ? 1 : 0;
    int[] dims = new int[shape.rank() + before];
    for (int axis = 0; axis < shape.rank(); axis++) {
      dims[axis + before] = shape.dim(axis);
    }
    Arrays.fill(dims, 0, before, inputsOfBatch);
    return Value.room(info.type(), dims);
  }

  /** Room for an output of the call that was prepared. */
  Value room(int output) {
    return room(outputs.get(output), kept.get(0).outputShape(output), batch);
  }

  /** The call that was prepared. */
  void run(Map<String, Value> results) {
    int found = 0;
    for (int o = 0; o < asked.length; o++) {
      asked[o] = results.get(outputs.get(o).name());
      if (asked[o] != null) {
        found++;
        check(o, asked[o]);
      }
      if (next[o] != null && !isRoom(o, next[o])) {
        next[o] = room(o);
      }
    }
    checkKnown("output", found, results, outputs);
    kept.get(0).run(values, batch, asked, next);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != null) {
        Value before = states[i];
        states[i] = next[sources[i]];
        next[sources[i]] = before == null ? room(sources[i]) : before;
      }
    }
  }

  private boolean isRoom(int output, Value value) {
    Shape shape = kept.get(0).outputShape(output);
    return value.type() == outputs.get(output).type()
        && Runner.fits(shape, value.shape(), model.isBatched())
        && (!model.isBatched() || value.shape().dim(0) == batch);
  }

  private void check(int output, Value value) {
    if (!isRoom(output, value)) {
      throw new IllegalArgumentException(
          "output '" + outputs.get(output).name() + "' is " + room(output) + ", found " + value);
    }
  }

  void keepState(String output, String input) {
    int from = index("output", output, outputs);
    int to = index("input", input, inputs);
    ValueInfo source = outputs.get(from);
    ValueInfo target = inputs.get(to);
    if (source.type() != target.type() || !canAgree(source.shape(), target.shape())) {
      throw new IllegalArgumentException("the state " + source + " cannot become " + target);
    }
    if (sources[to] != null || next[from] != null) {
      throw new IllegalArgumentException(
          "output '" + output + "' or input '" + input + "' is part of another state already");
    }
    sources[to] = from;
    next[from] = Value.room(source.type(), new int[0]);
  }

  private static int index(String what, String name, List<ValueInfo> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("the model has no " + what + " '" + name + "', only " + all);
  }

  private static boolean canAgree(Shape a, Shape b) {
    boolean can = a.rank() == b.rank();
    for (int axis = 0; can && axis < a.rank(); axis++) {
      Dim one = a.extent(axis);
      Dim other = b.extent(axis);
      can = !one.isNumber() || !other.isNumber() || one.equals(other);
    }
    return can;
  }

  void forgetState() {
    Arrays.fill(states, null);
  }
}
