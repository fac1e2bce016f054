package org.sparsevd.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.CrossEncoder;
import org.sparsevd.text.SharedCrossEncoder;
import org.sparsevd.text.Vocabulary;

/** Scores of pairs: those of the same ONNX file in ONNX Runtime, with tokens by hand. */
class SparseVdScoringModelTest {
  private static final long SEED = 20;
  private static final int PAIRS = 200;
  private static final int LONGEST = 24;
  private static final List<String> AROUND = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");
  private static final int START = 2;
  private static final int END = 3;

  /** Letters, each a word of its own. */
  private static final Vocabulary LETTERS =
      new Vocabulary(
          Stream.concat(
                  AROUND.stream(),
                  IntStream.rangeClosed('a', 'z').mapToObj(c -> String.valueOf((char) c)))
              .toList(),
          true,
          LONGEST);

  @TempDir private Path folder;

  private SharedCrossEncoder ours(byte[] file) throws IOException {
    Path onnx = Files.write(folder.resolve("net.onnx"), file);
    SparseModel model = SparseModel.of(OnnxImporter.read(onnx));
    return new SharedCrossEncoder(CrossEncoder.of(model, LETTERS));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i >= 0; i--) {
      text.append((char) ('a' + random.nextInt(26))).append(' ');
    }
    return text.toString();
  }

  /** Tokens are taken from the longer text one by one, of equal ones from the shorter at first. */
  private static List<List<Long>> tokens(String query, String text) {
    List<Long> one = new ArrayList<>(numbers(query));
    List<Long> other = new ArrayList<>(numbers(text));
    List<Long> ofEqual = one.size() <= other.size() ? one : other;
    while (one.size() + other.size() > LONGEST - 3) {
      List<Long> longer =
          one.size() == other.size() ? ofEqual : one.size() > other.size() ? one : other;
      longer.remove(longer.size() - 1);
    }
    List<Long> ids = new ArrayList<>();
    List<Long> types = new ArrayList<>();
    ids.add((long) START);
    ids.addAll(one);
    ids.add((long) END);
    one.forEach(token -> types.add(0L));
    types.addAll(List.of(0L, 0L));
    ids.addAll(other);
    ids.add((long) END);
    other.forEach(token -> types.add(1L));
    types.add(1L);
    return List.of(ids, types);
  }

  private static List<Long> numbers(String letters) {
    return letters
        .chars()
        .filter(c -> c != ' ')
        .mapToObj(c -> (long) c - 'a' + AROUND.size())
        .toList();
  }

  private static double theirs(OrtSession session, String query, String text) throws OrtException {
    List<List<Long>> tokens = tokens(query, text);
    long[][] ids = {tokens.get(0).stream().mapToLong(Long::longValue).toArray()};
    long[][] types = {tokens.get(1).stream().mapToLong(Long::longValue).toArray()};
    long[][] mask = {IntStream.range(0, ids[0].length).mapToLong(i -> 1).toArray()};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, types);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", idTensor,
                    "token_type_ids", typeTensor,
                    "attention_mask", maskTensor))) {
      return ((float[][]) result.get(0).getValue())[0][0];
    }
  }

  @Test
  void scoresAreThoseOfOnnxRuntime() throws Exception {
    byte[] file = MadeUpCrossEncoder.file(LETTERS.pieces().size(), LONGEST, 1, SEED);
    ScoringModel raw = new SparseVdScoringModel(ours(file), false);
    ScoringModel normalised = new SparseVdScoringModel(ours(file), true);
    Random random = new Random(SEED);
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file, options)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        String query = text(random);
        String text = text(random);
        double expected = theirs(session, query, text);
        assertThat(raw.score(text, query).content())
            .as("seed %d, pair %d: '%s', '%s'", SEED, pair, query, text)
            .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
        assertThat(normalised.score(text, query).content())
            .isCloseTo(1 / (1 + Math.exp(-expected)), within(1e-4));
      }
    }
  }

  @Test
  void allAreScoredInOrderAndTokensCounted() throws Exception {
    byte[] file = MadeUpCrossEncoder.file(LETTERS.pieces().size(), LONGEST, 1, SEED);
    ScoringModel model = new SparseVdScoringModel(ours(file), false);
    List<TextSegment> segments = Stream.of("a b c", "d", "e f g h").map(TextSegment::from).toList();
    Response<List<Double>> found = model.scoreAll(segments, "x y");
    assertThat(found.tokenUsage().inputTokenCount()).isEqualTo(3 + 1 + 4 + 3 * 2);
    for (int i = 0; i < segments.size(); i++) {
      assertThat(found.content().get(i)).isEqualTo(model.score(segments.get(i), "x y").content());
    }
    assertThat(model.scoreAll(List.of(), "x").content()).isEmpty();
  }

  @Test
  void netsOfSeveralScoresAreRefusedByName() {
    byte[] file = MadeUpCrossEncoder.file(LETTERS.pieces().size(), LONGEST, 3, SEED);
    assertThatThrownBy(() -> ours(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logits")
        .hasMessageContaining("expected one score, [batch, 1]");
  }
}
