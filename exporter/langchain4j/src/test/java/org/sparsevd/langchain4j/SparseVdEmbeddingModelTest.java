package org.sparsevd.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.format.FormatException;
import org.sparsevd.text.TextEncoder;

/** LangChain4j's interface: the vectors are those of the encoder, in order, from any thread. */
class SparseVdEmbeddingModelTest {
  private static final long SEED = 3;

  /** A net that knows letters: five random numbers for each, and a vocabulary of letters. */
  private static final String LETTERS = "letters.spvd";

  private static final int WIDTH = 5;

  @TempDir private Path folder;

  private Path copied(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = SparseVdEmbeddingModelTest.class.getResourceAsStream(LETTERS)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static List<String> texts(int count) {
    Random random = new Random(SEED);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Blank ones are refused by the framework.
      StringBuilder text = new StringBuilder("x");
      for (int k = random.nextInt(40); k >= 0; k--) {
        text.append(random.nextInt(5) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** What README and docs/SERVING.md show. */
  @Test
  void theExampleWorks() throws IOException {
    Path file = copied("minilm.spvd");
    EmbeddingModel model = SparseVdEmbeddingModel.load(file);
    Embedding one = model.embed("A man is eating.").content();
    Embedding other = model.embed("Someone has lunch.").content();
    double alike = CosineSimilarity.between(one, other);
    assertThat(alike).isBetween(-1.0, 1.0);
    assertThat(model.dimension()).isEqualTo(WIDTH);
    assertThat(model.modelName()).isEqualTo("minilm.spvd");
  }

  @Test
  void vectorsAreThoseOfTheEncoderInOrderAndFromAnyThread() throws Exception {
    Path file = copied("tiny.spvd");
    EmbeddingModel model = SparseVdEmbeddingModel.load(file);
    TextEncoder encoder = TextEncoder.load(file);
    List<String> texts = texts(200);
    List<float[]> expected = texts.stream().map(encoder::embed).toList();
    int tokens = texts.stream().mapToInt(text -> encoder.tokens(text).length).sum();
    List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Response<List<Embedding>>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> model.embedAll(segments)));
      }
      for (Future<Response<List<Embedding>>> one : all) {
        assertThat(one.get().tokenUsage().inputTokenCount()).isEqualTo(tokens);
        List<Embedding> found = one.get().content();
        assertThat(found).hasSize(texts.size());
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).vector())
              .as("seed %d, text %d", SEED, i)
              .isEqualTo(expected.get(i));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void filesOfOtherNetsAreRefusedByName() throws IOException {
    Path file = Files.write(folder.resolve("other.spvd"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThatThrownBy(() -> SparseVdEmbeddingModel.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("other.spvd");
  }
}
