package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Graphs of general tensors, drawn from a seed: one to three inputs of any rank, floats mostly,
 * fixed or symbolic dimensions, one or two outputs, operator sets 7 to 25.
 */
final class TensorGraphs {
  private static final List<DraftRow> ROWS =
      Stream.of(
              ElementRows.all(),
              AxisRows.all(),
              MovementRows.all(),
              LayerRows.all(),
              PatternRows.all(),
              RecurrentRows.all())
          .flatMap(List::stream)
          .toList();
  private static final int MOST_TRIES = 40;

  private final Random random;
  private final GraphDraft draft;

  /**
   * A file and questions whose answers are ONNX Runtime's, of different shapes where it allows.
   *
   * @param file whole
   * @param questions at least one
   */
  record Drawn(byte[] file, List<Question> questions) {}

  private TensorGraphs(long seed) {
    random = new Random(seed);
    draft = new GraphDraft(random, 7 + random.nextInt(19));
  }

  /** The graph of this seed. */
  static Drawn draw(long seed) throws IOException {
    return new TensorGraphs(seed).draw();
  }

  private Drawn draw() throws IOException {
    inputs();
    int inputs = draft.values().size();
    int wanted = inputs + draft.pick(1, 6);
    for (int i = 0; i < MOST_TRIES && draft.values().size() < wanted || isBare(inputs); i++) {
      step();
    }
    List<String> outputs = new ArrayList<>();
    int last = draft.values().size() - 1;
    outputs.add(draft.values().get(last).tensor().name());
    if (draft.once(4) && last > inputs) {
      outputs.add(0, draft.values().get(draft.pick(inputs, last - 1)).tensor().name());
    }
    byte[] file = draft.file(outputs);
    List<Question> questions = new ArrayList<>();
    questions.add(ask(file, draft.inputs()));
    try {
      List<SuiteTensor> others = OtherShapes.of(random, file, draft.inputs());
      if (draft.staysTame(others)) {
        questions.add(ask(file, others));
      }
    } catch (Engine.Refusal e) {
      // A constant in the graph fits the first shapes alone.
    }
    return new Drawn(file, questions);
  }

  private boolean isBare(int inputs) {
    return draft.values().size() == inputs;
  }

  private static Question ask(byte[] file, List<SuiteTensor> inputs) throws Engine.Refusal {
    return new Question(inputs, GraphDraft.answers(file, inputs));
  }

  private void inputs() {
    int count = draft.random().nextBoolean() ? 1 : draft.pick(2, 3);
    int symbolic = draft.pick(0, 3);
    List<Long> first = dims();
    for (int i = 0; i < count; i++) {
      List<Long> dims = i == 0 || draft.once(3) ? first : dims();
      DataType type =
          i == 0 || !draft.once(4)
              ? DataType.FLOAT
              : draft.random().nextBoolean() ? DataType.BOOL : DataType.INT64;
      draft.input(type, dims, names(symbolic));
    }
  }

  private List<Long> dims() {
    int rank = draft.once(5) ? draft.pick(0, 5) : draft.pick(2, 4);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      dims.add((long) draft.pick(1, 4));
    }
    return dims;
  }

  /** Often the first dimension alone, else by size: dimensions of a name must be alike. */
  private LongFunction<String> names(int symbolic) {
    Map<Long, String> names = new HashMap<>();
    int[] place = {0};
    return size ->
        switch (symbolic) {
          case 0 -> null;
          case 1 -> size % 2 == 0 ? names.computeIfAbsent(size, s -> "n" + s) : null;
          default -> place[0]++ == 0 ? "n" + size : null;
        };
  }

  private void step() {
    DraftRow row = ROWS.get(random.nextInt(ROWS.size()));
    if (row.since() > draft.opset()) {
      return;
    }
    draft.begin(row.steep());
    List<DraftValue> fitting =
        draft.values().stream().filter(v -> row.fits().test(v) && draft.mayRead(v)).toList();
    if (!fitting.isEmpty()) {
      // Mostly the latest value, so that chains grow long.
      int chosen = draft.once(3) ? random.nextInt(fitting.size()) : fitting.size() - 1;
      row.drawing().draw(draft, fitting.get(chosen));
      draft.settle(row.keeps());
    }
  }
}
