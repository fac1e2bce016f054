package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Each general operator in files: in whole models, and in batched ones with constants in them.
 * {@code -Dfuzz.rows=N} draws N of each; the seeds are 0 to N - 1.
 */
class GeneralRowsTest {
  private static final int DRAWS = Integer.getInteger("fuzz.rows", 1);

  @Test
  void eachIsWrittenAndReadBack() throws Exception {
    Set<OpKind> seen = new HashSet<>();
    for (long seed = 0; seed < DRAWS; seed++) {
      Random random = new Random(seed);
      for (GeneralCase each : GeneralCase.draw(random)) {
        seen.add(each.op().kind());
        check(each, random);
      }
    }
    List<OpKind> all = OpKind.all().stream().filter(OpKind::isGeneral).toList();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
  }

  private static void check(GeneralCase each, Random random) throws Exception {
    agrees(whole(each), random, each.toString());
    int sets = (1 << each.inputs().size()) - 1;
    if (sets > 0) {
      agrees(batched(each, 0, random), random, each + ", batched");
      // Some operands are constants, but not all.
      int constants = random.nextInt(sets);
      agrees(batched(each, constants, random), random, each + ", batched, constants " + constants);
    }
  }

  private static void agrees(Model model, Random random, String what) throws Exception {
    ExportedModel exported = new ExportedModel(model, random);
    exported.agrees(what, Map.of());
    // Slices of a batch's own are ONNX's GatherND, which is not read.
    boolean own = model.batched() && model.nodes().get(0).op() instanceof Op.Gather;
    if (!own) {
      exported.isReadBack(what, Map.of());
    }
  }

  private static Model whole(GeneralCase each) {
    List<String> names = each.inputs().stream().map(Model.Input::name).toList();
    List<Node> nodes = List.of(new Node("only", each.op(), names));
    List<Model.Input> inputs =
        names.isEmpty()
            ? List.of(new Model.Input("x", ElementType.FLOAT, Shape.of(2)))
            : each.inputs();
    List<Model.Output> outputs = List.of(new Model.Output("y", "only"));
    return new Model("whole", inputs, nodes, outputs, false, Map.of());
  }

  private static Model batched(GeneralCase each, int constants, Random random) {
    List<Node> nodes = new ArrayList<>();
    List<Model.Input> inputs = new ArrayList<>();
    for (int i = 0; i < each.inputs().size(); i++) {
      Model.Input input = each.inputs().get(i);
      if ((constants >> i & 1) == 0) {
        inputs.add(input);
      } else {
        float[] values = new float[input.shape().size()];
        for (int k = 0; k < values.length; k++) {
          values[k] = ExportedModel.value(random, input.type());
        }
        DenseTensor tensor = new DenseTensor(input.shape(), values);
        nodes.add(new Node(input.name(), new Op.Constant(input.type(), tensor), List.of()));
      }
    }
    nodes.add(new Node("only", each.op(), each.inputs().stream().map(Model.Input::name).toList()));
    List<Model.Output> outputs = List.of(new Model.Output("y", "only"));
    return new Model("batched", inputs, nodes, outputs, true, Map.of());
  }
}
