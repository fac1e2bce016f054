package org.sparsevd.benchmarks.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {
  @Test
  void everyCommandIsOneThatThereIs() throws Exception {
    List<Step> steps = new ArrayList<>(Step.all());
    steps.add(Step.miniLm("a.onnx"));
    steps.add(Step.miniLm("a.onnx", "b.spvd", "c.onnx"));
    for (Step step : steps) {
      String[] options = step.options().toArray(new String[0]);
      assertThat(step.measurement().parseArgs(options).unmatched()).as(step.command()).isEmpty();
      assertThat(step.rows())
          .allSatisfy(row -> assertThat(row.goal()).isGreaterThanOrEqualTo(row.must()));
    }
  }

  @Test
  void ratiosStandWhereTheCommandsWriteThem() throws Exception {
    JsonNode real =
        new ObjectMapper()
            .readTree(
                """
                {"rows": [{"firsts": {"SparseVD": 2.0, "ONNX Runtime float32": 5.0}, "results": [
                  {"contender": "SparseVD", "ratio": 1.0},
                  {"contender": "ONNX Runtime float32", "ratio": 3.5},
                  {"contender": "ONNX Runtime int8", "ratio": 1.5}]}]}
                """);
    assertThat(Asked.float32("net", 1, 2).reading().of(real)).isEqualTo(3.5);
    assertThat(Asked.int8("net", 1, 2).reading().of(real)).isEqualTo(1.5);
    assertThat(Asked.first("net", 1, 2).reading().of(real)).isEqualTo(2.5);
    assertThat(Asked.oneThread("net", 1).reading().of(real)).isNaN();
    JsonNode calls =
        new ObjectMapper()
            .readTree(
                """
                {"calls": [{"net": "LeNet-5", "contender": "onnx-dense", "sparsevdRatio": 21.0,
                  "sparsevdInt8Ratio": 7.0}]}
                """);
    Asked lenet = Asked.calls("LeNet-5", "lenet-5", "onnx-dense", 20, 30);
    assertThat(lenet.reading().of(calls)).isEqualTo(21);
    Asked bytes = Asked.callsInBytes("LeNet-5", "lenet-5", "onnx-dense", 20, 30);
    assertThat(bytes.reading().of(calls)).isEqualTo(7);
    assertThat(lenet.reading().of(real)).isNaN();
  }

  @Test
  void whatIsReachedIsSaid() {
    Asked row = Asked.int8("net", 2, 3);
    assertThat(List.of(row.reached(1.9), row.reached(2), row.reached(3), row.reached(Double.NaN)))
        .containsExactly("missed", "must", "goal", "not measured");
  }
}
