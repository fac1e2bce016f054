package org.sparsevd.onnx.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.real;
import static org.sparsevd.onnx.write.Attributes.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;

/** Attention, turned positions and sums of products, as ONNX Runtime computes them. */
class AttentionRulesTest extends DrawnNodes {
  @RepeatedTest(40)
  void attends() throws Exception {
    int batch = pick(1, 2);
    int keyHeads = pick(1, 2);
    int heads = keyHeads * pick(1, 2);
    int rows = pick(1, 4);
    int columns = pick(1, 5);
    int size = 2 * pick(1, 3);
    int wide = pick(1, 4);
    List<AttributeProto> attributes = new ArrayList<>();
    boolean joined = random.nextBoolean();
    NodeCase file = new NodeCase(random, pick(23, 24)).free(0, joined ? 1 : 2);
    if (joined) {
      attributes.add(integer("q_num_heads", heads));
      attributes.add(integer("kv_num_heads", keyHeads));
      file.live(batch, rows, heads * size);
      file.live(batch, columns, keyHeads * size).live(batch, columns, keyHeads * wide);
    } else {
      file.live(batch, heads, rows, size);
      file.live(batch, keyHeads, columns, size).live(batch, keyHeads, columns, wide);
    }
    if (random.nextBoolean()) {
      attributes.add(real("scale", 0.7f));
    }
    if (random.nextBoolean()) {
      attributes.add(real("softcap", 1.5f));
    }
    attributes.add(integer("is_causal", pick(0, 1)));
    switch (pick(0, 3)) {
      case 0 -> file.fixed().stored(rows, columns);
      case 1 -> file.fixed().truths(rows, columns);
      case 2 -> file.fixed().live(batch, 1, rows, columns);
      default -> {}
    }
    file.node("Attention", "y", attributes.toArray(new AttributeProto[0])).assertAlike();
  }

  @Test
  void keysOfEarlierCallsAreRefused() {
    String refusal =
        new NodeCase(random, 23)
            .live(1, 1, 2, 2)
            .live(1, 1, 2, 2)
            .live(1, 1, 2, 2)
            .none()
            .live(1, 1, 1, 2)
            .live(1, 1, 1, 2)
            .node("Attention", "y")
            .refusal();
    assertThat(refusal).contains("node 'y' (Attention)", "past_key");
  }

  @RepeatedTest(20)
  void turnsPositions() throws Exception {
    int size = 4 * pick(1, 2);
    int turned = random.nextBoolean() ? size : size / 2;
    int heads = pick(1, 3);
    boolean apart = random.nextBoolean();
    NodeCase file = new NodeCase(random, 23).free(0, apart ? 2 : 1);
    if (apart) {
      file.live(2, heads, 3, size);
    } else {
      file.live(2, 3, heads * size);
    }
    if (random.nextBoolean()) {
      file.stored(5, turned / 2).stored(5, turned / 2);
      file.integers(new long[] {0, 1, 2, 4, 3, 0}, 2, 3).fixed();
    } else {
      file.fixed().stored(2, 3, turned / 2).stored(2, 3, turned / 2);
    }
    file.node(
            "RotaryEmbedding",
            "y",
            integer("num_heads", apart ? 0 : heads),
            integer("interleaved", pick(0, 1)),
            integer("rotary_embedding_dim", turned == size ? 0 : turned))
        .assertAlike();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ij,jk->ik; 2,3; 3,4",
        "bij,bjk->bik; 2,3,4; 2,4,5",
        "bhid,bhjd->bhij; 2,3,4,5; 2,3,2,5",
        "bnqk,bknh->bqnh; 2,3,4,5; 2,5,3,6",
        "bsd,dnh->bsnh; 2,3,4; 4,2,5",
        "bsnh,nhd->bsd; 2,3,2,5; 2,5,4",
        "ij,ij->; 2,3; 2,3",
        "i,j->ji; 2; 3",
        "ij,j; 2,3; 3",
        "...ij,...jk->...ik; 2,3,4; 2,4,5",
        "...ij,jk->...ik; 2,3,4; 4,5",
        "bij,bjk->kb; 2,3,4; 2,4,5"
      })
  void sumsProducts(String equation, String first, String second) throws Exception {
    for (boolean stored : new boolean[] {false, true}) {
      NodeCase file = new NodeCase(random, 13).live(dims(first));
      file = stored ? file.stored(dims(second)) : file.live(dims(second));
      file.node("Einsum", "y", text("equation", equation)).assertAlike();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"ij->ji; 2,3", "ijk->ik; 2,3,4", "ba; 2,3", "ij->; 2,3"})
  void movesAndSumsOne(String equation, String dims) throws Exception {
    new NodeCase(random, 13)
        .live(dims(dims))
        .node("Einsum", "y", text("equation", equation))
        .assertAlike();
  }

  private static int[] dims(String text) {
    return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void aStoredMatrixIsTheWeightOfALayer() throws Exception {
    Model model =
        new NodeCase(random, 13)
            .live(2, 3, 4)
            .free(0, 1)
            .stored(4, 2, 5)
            .node("Einsum", "y", text("equation", "bsd,dnh->bsnh"))
            .assertAlike();
    assertThat(model.weights()).hasSize(1);
    assertThat(model.nodes()).anyMatch(node -> node.op() instanceof Op.Dense);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"ii,ij->j; 2,2; 2,3", "ij,jk->il; 2,3; 3,4", "ij,jk,kl->il; 2,3; 3,4"})
  void diagonalsAndUnknownLettersAreRefused(String equation, String first, String second) {
    String refusal =
        new NodeCase(random, 13)
            .live(dims(first))
            .live(dims(second))
            .node("Einsum", "y", text("equation", equation))
            .refusal();
    assertThat(refusal).contains("node 'y' (Einsum)", equation);
  }
}
