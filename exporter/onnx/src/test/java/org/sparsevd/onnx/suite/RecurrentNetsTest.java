package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Single recurrent layers over sequences of fixed or free length, all of which are read; the seeds
 * are 0 to 99. Lengths of sequences cannot be checked where the length is free.
 */
class RecurrentNetsTest {
  private static final int NETS = Integer.getInteger("fuzz.recurrent", 100);

  @Test
  void theyComputeWhatOnnxRuntimeComputes() throws IOException {
    Judge judge = new Judge(new ImportedEngine(), new Questions(0));
    int right = 0;
    for (long seed = 0; seed < NETS; seed++) {
      GraphDraft draft = draft(new Random(seed));
      List<String> outputs = new ArrayList<>();
      for (DraftValue value : draft.values().subList(1, draft.values().size())) {
        outputs.add(value.tensor().name());
      }
      if (outputs.isEmpty()) {
        continue;
      }
      byte[] file = draft.file(outputs);
      Question question = new Question(draft.inputs(), GraphDraft.answers(file, draft.inputs()));
      Verdict verdict = judge.of(new TensorGraphs.Drawn(file, List.of(question)));
      boolean lengths = verdict.reason().contains("(sequence_lens) is supported only");
      assertThat(verdict.isRight() || lengths)
          .as("net of seed %d: %s", seed, verdict.reason())
          .isTrue();
      right += verdict.isRight() ? 1 : 0;
    }
    assertThat(right).isGreaterThan(NETS / 2);
  }

  private static GraphDraft draft(Random random) {
    GraphDraft draft = new GraphDraft(random, random.nextBoolean() ? 14 : 22);
    List<Long> dims =
        List.of((long) draft.pick(1, 5), (long) draft.pick(1, 3), (long) draft.pick(1, 4));
    int[] axis = {draft.pick(0, 1)};
    draft.input(DataType.FLOAT, dims, size -> axis[0]++ == 0 ? "steps" : null);
    DraftRow row = RecurrentRows.all().get(draft.pick(0, 2));
    draft.begin(row.steep());
    row.drawing().draw(draft, draft.values().get(0));
    draft.settle(row.keeps());
    return draft;
  }
}
