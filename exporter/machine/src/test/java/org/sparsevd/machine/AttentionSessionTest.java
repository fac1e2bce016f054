package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Attention down columns, as code, against attention along rows, by vectors. */
class AttentionSessionTest {
  private static final String PROPERTY = KernelLookup.PROPERTY;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    float scale = random.nextInt(4) == 0 ? 30 : 1;
    for (int i = 0; i < count; i++) {
      numbers[i] = scale * (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Most numbers leave a product as it is, some take it out. */
  private float[] mask(int count) {
    float[] mask = new float[count];
    float out = random.nextBoolean() ? -Float.MAX_VALUE : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      mask[i] = random.nextInt(3) == 0 ? out : random.nextInt(2);
    }
    return mask;
  }

  private float[] run(Model model, String kernels, Map<String, Value> inputs) {
    System.setProperty(PROPERTY, kernels);
    Session session = SparseModel.of(model).newSession();
    session.run(inputs);
    return session.run(inputs).get("y").floats();
  }

  @Test
  void answersHaveTheSameBits() {
    int inLanes = 0;
    for (int i = 0; i < 60; i++) {
      int items = 1 + random.nextInt(3);
      int rows = 1 + random.nextInt(random.nextBoolean() ? 8 : 70);
      int keys = 1 + random.nextInt(random.nextBoolean() ? 8 : 70);
      int heads = 1 + random.nextInt(3);
      Shape q = Shape.of(items, rows, heads * (1 + random.nextInt(20)));
      Shape k = Shape.of(items, keys, q.dim(2));
      Shape v = Shape.of(items, keys, heads * (1 + random.nextInt(20)));
      boolean masked = random.nextInt(3) > 0;
      int maskRows = random.nextInt(3) == 0 ? rows : 1;
      Shape mask =
          heads == 1
              ? Shape.of(items, maskRows, keys)
              : Shape.of(items, random.nextInt(4) == 0 ? heads : 1, maskRows, keys);
      List<Model.Input> inputs = new ArrayList<>();
      Map<String, Value> values =
          new HashMap<>(
              Map.of(
                  "q", Value.of(numbers(q.size()), q.toArray()),
                  "k", Value.of(numbers(k.size()), k.toArray()),
                  "v", Value.of(numbers(v.size()), v.toArray())));
      inputs.add(new Model.Input("q", ElementType.FLOAT, q));
      inputs.add(new Model.Input("k", ElementType.FLOAT, k));
      inputs.add(new Model.Input("v", ElementType.FLOAT, v));
      List<String> read = new ArrayList<>(List.of("q", "k", "v"));
      if (masked) {
        inputs.add(new Model.Input("m", ElementType.FLOAT, mask));
        values.put("m", Value.of(mask(mask.size()), mask.toArray()));
        read.add("m");
      }
      boolean causal = random.nextInt(5) == 0;
      Op.Mask kind = masked ? Op.Mask.ADDED : Op.Mask.NONE;
      Op attention = new Op.Attention(heads, kind, causal, random.nextFloat());
      Model model =
          new Model(
              "attention",
              inputs,
              List.of(new Node("a", attention, read)),
              List.of(new Model.Output("y", "a")),
              false,
              Map.of());
      float[] expected = run(model, "vector", values);
      String as = String.format("seed %d, net %d: %s", seed, i, model.nodes());
      assertThat(run(model, "machine", values)).as(as).isEqualTo(expected);
      String kernels = SparseModel.of(model).kernels().toString();
      inLanes += kernels.contains("queries in lanes") ? 1 : 0;
    }
    assertThat(inLanes).isGreaterThan(10);
  }
}
