package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.model.loop.Cell;
import org.sparsevd.model.loop.RecurrentLoops;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that go through a sequence and keep a state. */
public sealed interface RecurrentOps permits Op {

  /** The family's rows: one for each kind of cell. */
  enum RecurrentKind implements OpKind {
    RNN(120, "Rnn", Cell.RNN),
    GRU(121, "Gru", Cell.GRU),
    LSTM(122, "Lstm", Cell.LSTM);

    private final OpRow row;
    private final Cell cell;

    RecurrentKind(int number, String name, Cell cell) {
      int most = Activation.values().length - 1;
      this.cell = cell;
      this.row =
          OpRow.of(
                  number,
                  name,
                  OpRow.integer("backwards", 0, 1),
                  OpRow.integer("variant", 0, 1),
                  OpRow.integer("cells", 0, 1),
                  OpRow.integer("f", 0, most),
                  OpRow.integer("g", 0, most),
                  OpRow.integer("h", 0, most),
                  OpRow.real("clip"))
              .withArity(OpRow.ANY)
              .withVectors("weight", "recurrent", "vectors");
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public boolean isGeneral() {
      return true;
    }

    /** What each unit is. */
    public Cell cell() {
      return cell;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      Activation[] all = Activation.values();
      return new Recurrent(
          this,
          a.integer(0) == 1,
          a.integer(1) == 1,
          a.integer(2) == 1,
          all[a.integer(3)],
          all[a.integer(4)],
          all[a.integer(5)],
          a.real(0),
          tensors.get(0),
          tensors.get(1),
          tensors.get(2));
    }
  }

  /**
   * One direction of a recurrent layer, by the equations of ONNX's RNN, GRU and LSTM. Its inputs
   * are the sequence {@code [steps, batch, inputs]}, the hidden state before the first step {@code
   * [batch, hidden]} and, of an LSTM, that of the cells; states that are left out are zeros. Its
   * output {@code [steps, batch, hidden]} has the hidden state after each step.
   *
   * <p>Gates, each of {@code hidden} rows, stand in this order: update, reset, candidate in a GRU;
   * input, output, forget, candidate in an LSTM.
   *
   * @param backwards whether it begins at the last step; the output has the sequence's order anyway
   * @param variant of a GRU: the reset gate works on the product, not on the state before; of an
   *     LSTM: the forget gate is 1 less the input gate
   * @param cells whether each hidden state is followed by that of the cells, of an LSTM: {@code
   *     [steps, batch, 2 * hidden]}
   * @param f activation of the gates, and of an RNN
   * @param g activation of the candidate
   * @param h activation of the cells' state, of an LSTM
   * @param clip arguments of f and g are clipped to this and its negative
   * @param weight {@code [gates * hidden, inputs]}
   * @param recurrent {@code [gates * hidden, hidden]}
   * @param vectors {@code [2 * gates, hidden]}: biases of the weight's gates, then of the recurrent
   *     one's; of an LSTM may follow three rows for peepholes of the input, output and forget gate
   */
  record Recurrent(
      RecurrentKind kind,
      boolean backwards,
      boolean variant,
      boolean cells,
      Activation f,
      Activation g,
      Activation h,
      float clip,
      Tensor weight,
      Tensor recurrent,
      Tensor vectors)
      implements GeneralOps.General {
    private static final int PEEPHOLES = 3;

    private int hidden() {
      return vectors.columns();
    }

    private boolean isLstm() {
      return kind == RecurrentKind.LSTM;
    }

    /**
     * Whether the candidate reads the state after its reset, while other gates read it as it is.
     */
    public boolean resetsStates() {
      return kind == RecurrentKind.GRU && !variant;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(
          List.of(
              backwards ? 1 : 0,
              variant ? 1 : 0,
              cells ? 1 : 0,
              f.ordinal(),
              g.ordinal(),
              h.ordinal()),
          List.of(clip));
    }

    @Override
    public List<Tensor> tensors() {
      return List.of(weight, recurrent, vectors);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      checkTensors();
      Shape in = inputs.get(0);
      if (in.rank() != 3 || !in.is(2, weight.columns())) {
        throw refusal("[steps, batch, " + weight.columns() + "]", in);
      }
      if (inputs.size() > (isLstm() ? 3 : 2)) {
        throw refusal(isLstm() ? "up to 3 inputs" : "up to 2 inputs", inputs);
      }
      Shape state = Shape.of(in.extent(1), Dim.of(hidden()));
      for (Shape first : inputs.subList(1, inputs.size())) {
        if (!first.equals(state)) {
          throw refusal("a state of shape " + state, first);
        }
      }
      return Shape.of(in.extent(0), in.extent(1), Dim.of((cells ? 2L : 1L) * hidden()));
    }

    private void checkTensors() {
      int gates = kind.cell().gates();
      boolean rows = vectors.rows() == 2 * gates;
      boolean peepholes = isLstm() && vectors.rows() == 2 * gates + PEEPHOLES;
      if (vectors.shape().rank() != 2 || !rows && !peepholes) {
        throw refusal("vectors of " + 2 * gates + " rows", vectors.shape());
      }
      long all = (long) gates * hidden();
      if (weight.shape().rank() != 2 || weight.rows() != all) {
        throw refusal("a weight of " + all + " rows", weight.shape());
      }
      boolean fits = recurrent.rows() == all && recurrent.columns() == hidden();
      if (recurrent.shape().rank() != 2 || !fits) {
        throw refusal("a weight [" + all + ", " + hidden() + "]", recurrent.shape());
      }
      if (cells && !isLstm()) {
        throw new IllegalArgumentException(kind.row().name() + " has no cells");
      }
      if (!(clip > 0)) {
        throw refusal("a positive number to clip to", clip);
      }
    }

    private IllegalArgumentException refusal(String expected, Object found) {
      return new IllegalArgumentException(
          kind.row().name() + " takes " + expected + ", found " + found);
    }

    /** Every weight is read at each step. */
    @Override
    public long steps(List<Shape> shapes, Shape out) {
      long rows = (long) shapes.get(0).dim(0) * shapes.get(0).dim(1);
      return rows * weight.rows() * (weight.columns() + (long) hidden());
    }

    /** Its first dimension are steps, each of which needs the one before. */
    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return null;
    }

    @Override
    public int scratch(List<Shape> shapes, Shape out) {
      return RecurrentLoops.scratch(hidden());
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      RecurrentLoops loops = loops(shapes.get(0), out);
      int given = shapes.size();
      return (inputs, y) ->
          loops.run(
              inputs[0],
              given > 1 ? inputs[1] : null,
              given > 2 ? inputs[2] : null,
              inputs[given],
              y);
    }

    private RecurrentLoops loops(Shape in, Shape out) {
      boolean peepholes = vectors.rows() > 2 * kind.cell().gates();
      return new RecurrentLoops(
          kind.cell(),
          new RecurrentLoops.Size(in.dim(0), in.dim(1), in.dim(2), hidden(), out.dim(2)),
          weight.toArray(),
          recurrent.toArray(),
          vectors.toArray(),
          new RecurrentLoops.Rules(f, g, h, clip, variant, peepholes, backwards));
    }
  }
}
