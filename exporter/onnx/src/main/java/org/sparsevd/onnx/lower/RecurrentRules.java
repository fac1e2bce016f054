package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * RNN, GRU and LSTM: each direction becomes an operator that yields its sequence of states. The
 * last states are parts of that.
 */
final class RecurrentRules {
  private static final int WEIGHT = 1;
  private static final int RECURRENT = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int HIDDEN = 5;
  private static final int CELLS = 6;
  private static final int PEEPHOLES = 7;

  private final Call call;
  private final Op.RecurrentKind kind;
  private final int directions;
  private final int hidden;
  private final boolean batchFirst;
  private final Term sequence;
  private final Dim steps;
  private final Dim batch;

  static void register(Map<String, Rule> all) {
    all.put("RNN", call -> new RecurrentRules(call, Op.RecurrentKind.RNN).read());
    all.put("GRU", call -> new RecurrentRules(call, Op.RecurrentKind.GRU).read());
    all.put("LSTM", call -> new RecurrentRules(call, Op.RecurrentKind.LSTM).read());
  }

  private RecurrentRules(Call call, Op.RecurrentKind kind) throws OnnxException {
    this.call = call;
    this.kind = kind;
    this.batchFirst = call.flag("layout", false);
    Term x = call.input(0);
    if (call.graph().shape(x).rank() != 3) {
      throw new OnnxException("takes a sequence of 3 dimensions, found " + call.shape(0));
    }
    this.sequence = batchFirst ? call.emit("_steps", moved(1, 0, 2), x) : x;
    this.steps = call.graph().shape(sequence).extent(0);
    this.batch = call.graph().shape(sequence).extent(1);
    int[] weight = weight(RECURRENT);
    this.directions = weight[0];
    this.hidden = weight[2];
    if (weight[1] != (long) kind.cell().gates() * hidden) {
      throw new OnnxException("input 3 has shape " + Arrays.toString(weight));
    }
    long stated = call.integer("hidden_size", hidden);
    if (stated != hidden) {
      throw new OnnxException("attribute 'hidden_size' is " + stated + ", weights have " + hidden);
    }
    call.ignore("output_sequence");
    checkLengths();
  }

  private int[] weight(int input) throws OnnxException {
    int[] dims = call.floats(input).dims();
    boolean positive = Arrays.stream(dims).allMatch(dim -> dim > 0);
    if (dims.length != 3 || !positive || directions > 0 && dims[0] != directions) {
      throw new OnnxException("input " + (input + 1) + " has shape " + Arrays.toString(dims));
    }
    return dims;
  }

  private static Op moved(Integer... order) {
    return new Op.MoveAxes(List.of(order));
  }

  /** Sequences of one batch must be of one length here. */
  private void checkLengths() throws OnnxException {
    if (!call.hasInput(LENGTHS)) {
      return;
    }
    if (call.input(LENGTHS).isKnown()) {
      boolean whole = true;
      for (Dim length : call.wholes(LENGTHS)) {
        whole &= length.equals(steps);
      }
      if (whole) {
        return;
      }
    }
    throw new OnnxException(
        "input 5 (sequence_lens) is supported only where it is known and says "
            + steps
            + ", the length of the sequence, for the whole batch");
  }

  private List<Term> read() throws OnnxException {
    List<Boolean> backwards = backwards();
    boolean cells = kind == Op.RecurrentKind.LSTM && call.needs(2);
    Op.Recurrent[] ops = operators(backwards, cells);
    Term[] all = new Term[directions];
    for (int d = 0; d < directions; d++) {
      List<Term> inputs = new ArrayList<>(List.of(sequence));
      addStates(inputs, d);
      all[d] = call.emit(suffix(d), ops[d], inputs.toArray(new Term[0]));
    }
    List<Term> results = new ArrayList<>();
    results.add(call.needs(0) ? sequences(all) : null);
    results.add(call.needs(1) ? last("_h", all, backwards, 0) : null);
    results.add(cells ? last("_c", all, backwards, hidden) : null);
    return results;
  }

  private String suffix(int direction) {
    return directions == 1 ? "_states" : "_states_" + direction;
  }

  private List<Boolean> backwards() throws OnnxException {
    String stated = call.text("direction", "forward");
    List<Boolean> all =
        switch (stated) {
          case "forward" -> List.of(false);
          case "reverse" -> List.of(true);
          case "bidirectional" -> List.of(false, true);
          default -> throw new OnnxException("attribute 'direction' is '" + stated + "'");
        };
    if (all.size() != directions) {
      throw new OnnxException("is " + stated + ", but its weights have " + directions);
    }
    return all;
  }

  private Op.Recurrent[] operators(List<Boolean> backwards, boolean cells) throws OnnxException {
    boolean variant =
        switch (kind) {
          case RNN -> false;
          case GRU -> call.flag("linear_before_reset", false);
          case LSTM -> call.flag("input_forget", false);
        };
    float clip = call.real("clip", Float.MAX_VALUE);
    List<Activation> functions = Activations.of(call, kind, directions);
    Op.Recurrent[] ops = new Op.Recurrent[directions];
    int each = functions.size() / directions;
    for (int d = 0; d < directions; d++) {
      List<Activation> own = functions.subList(d * each, d * each + each);
      ops[d] =
          new Op.Recurrent(
              kind,
              backwards.get(d),
              variant,
              cells,
              own.get(0),
              own.get(Math.min(1, each - 1)),
              own.get(each - 1),
              clip,
              matrix(WEIGHT, d),
              matrix(RECURRENT, d),
              vectors(d));
    }
    return ops;
  }

  private DenseTensor matrix(int input, int direction) throws OnnxException {
    int[] dims = weight(input);
    int size = dims[1] * dims[2];
    float[] values = call.floats(input).spread(call.graph().limit());
    call.graph().limit().take(size);
    return new DenseTensor(
        Shape.of(dims[1], dims[2]),
        Arrays.copyOfRange(values, direction * size, direction * size + size));
  }

  private DenseTensor vectors(int direction) throws OnnxException {
    int biases = 2 * kind.cell().gates();
    boolean peepholes = kind == Op.RecurrentKind.LSTM && call.hasInput(PEEPHOLES);
    int rows = biases + (peepholes ? 3 : 0);
    call.graph().limit().take((long) rows * hidden);
    float[] values = new float[rows * hidden];
    if (call.hasInput(BIAS)) {
      copy(BIAS, direction, biases, values, 0);
    }
    if (peepholes) {
      copy(PEEPHOLES, direction, 3, values, biases);
    }
    return new DenseTensor(Shape.of(rows, hidden), values);
  }

  private void copy(int input, int direction, int rows, float[] to, int row) throws OnnxException {
    Constant given = call.floats(input);
    int size = rows * hidden;
    if (given.rank() != 2 || given.dims()[0] != directions || given.dims()[1] != size) {
      throw new OnnxException(
          "input " + (input + 1) + " has shape " + given.shape() + ", expected " + size);
    }
    float[] values = given.spread(call.graph().limit());
    System.arraycopy(values, direction * size, to, row * hidden, size);
  }

  /** What the states are before the first step; zeros are left out where that is possible. */
  private void addStates(List<Term> inputs, int direction) throws OnnxException {
    boolean cells = kind == Op.RecurrentKind.LSTM && isGiven(CELLS);
    if (isGiven(HIDDEN)) {
      inputs.add(state(HIDDEN, direction));
    } else if (cells) {
      Term zeros = ElementRules.number(0);
      inputs.add(ShapeRules.expanded(call, zeros, Shape.of(batch, Dim.of(hidden))));
    }
    if (cells) {
      inputs.add(state(CELLS, direction));
    }
  }

  private boolean isGiven(int input) throws OnnxException {
    if (!call.hasInput(input)) {
      return false;
    }
    Dim d = Dim.of(directions);
    Dim h = Dim.of(hidden);
    Shape expected = batchFirst ? Shape.of(batch, d, h) : Shape.of(d, batch, h);
    if (!call.shape(input).equals(expected)) {
      throw new OnnxException(
          "input " + (input + 1) + " has shape " + call.shape(input) + ", expected " + expected);
    }
    return !(call.input(input) instanceof Term.Floats known && isZero(known.constant().values()));
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (Float.floatToRawIntBits(value) != 0) {
        return false;
      }
    }
    return true;
  }

  private Term state(int input, int direction) throws OnnxException {
    Shape all = call.shape(input);
    Term own =
        directions == 1
            ? call.input(input)
            : part(call.input(input), all, batchFirst ? 1 : 0, Dim.of(direction), 1);
    return call.reshape(own, Shape.of(batch, Dim.of(hidden)));
  }

  /** Some elements along one axis. */
  private Term part(Term value, Shape in, int axis, Dim start, int size) throws OnnxException {
    Dim[] starts = new Dim[in.rank()];
    Arrays.fill(starts, Dim.of(0));
    starts[axis] = start;
    Dim[] sizes = in.extents();
    sizes[axis] = Dim.of(size);
    Integer[] steps = new Integer[in.rank()];
    Arrays.fill(steps, 1);
    Op slice = new Op.Slice(List.of(starts), List.of(sizes), List.of(steps));
    return call.emit("_part", slice, value);
  }

  /** Hidden states, or those of cells behind them. */
  private Term half(Term states, int from) throws OnnxException {
    Shape shape = call.graph().shape(states);
    return shape.is(2, hidden) ? states : part(states, shape, 2, Dim.of(from), hidden);
  }

  private Term sequences(Term[] all) throws OnnxException {
    Term[] parts = new Term[directions];
    for (int d = 0; d < directions; d++) {
      parts[d] = call.reshape(half(all[d], 0), Shape.of(steps, Dim.of(1), batch, Dim.of(hidden)));
    }
    Term joined = joined(parts, 1);
    return batchFirst ? call.emit("_batches", moved(2, 0, 1, 3), joined) : joined;
  }

  private Term last(String suffix, Term[] all, List<Boolean> backwards, int from)
      throws OnnxException {
    Term[] parts = new Term[directions];
    for (int d = 0; d < directions; d++) {
      Dim step = backwards.get(d) ? Dim.of(0) : steps.plus(-1);
      Term at = part(all[d], call.graph().shape(all[d]), 0, step, 1);
      parts[d] = half(at, from);
    }
    Term joined = joined(parts, 0);
    return batchFirst ? call.emit(suffix, moved(1, 0, 2), joined) : joined;
  }

  private Term joined(Term[] parts, int axis) throws OnnxException {
    return parts.length == 1 ? parts[0] : call.emit("_both", new Op.ConcatAlong(axis), parts);
  }
}
