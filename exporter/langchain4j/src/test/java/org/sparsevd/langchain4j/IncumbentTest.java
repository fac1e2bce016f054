package org.sparsevd.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.text.SharedTextEncoder;
import org.sparsevd.text.TextEncoder;
import org.sparsevd.text.Vocabulary;

/** LangChain4j's own model in this JVM, all-MiniLM-L6-v2 in ONNX Runtime, and the same net here. */
@Tag("incumbent")
class IncumbentTest {
  private static final int SENTENCES = 200;
  private static final long SEED = 19;
  private static final List<String> WHO =
      List.of("A man", "Two children", "The committee", "Nobody", "Our cat", "Zoë", "An engineer");
  private static final List<String> DOES =
      List.of(
          "is eating", "plays", "rejected", "looks for", "paints", "is afraid of", "doesn't buy");
  private static final List<String> WHAT =
      List.of("a red apple", "chess", "the budget of 2026", "unbelievable stories", "naïve models");
  private static final List<String> WHERE =
      List.of("in the park.", "at night!", "while it rains", "- or so they say.", "(again)?");

  @TempDir private Path folder;

  private static String draw(Random random, List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private static List<String> sentences() {
    Random random = new Random(SEED);
    List<String> all = new ArrayList<>();
    while (all.size() < SENTENCES) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(3); part >= 0; part--) {
        text.append(draw(random, WHO)).append(' ').append(draw(random, DOES)).append(' ');
        text.append(draw(random, WHAT)).append(' ').append(draw(random, WHERE)).append(' ');
      }
      all.add(text.toString());
    }
    return all;
  }

  private static InputStream resource(String name) {
    return IncumbentTest.class.getResourceAsStream("/all-minilm-l6-v2" + name);
  }

  /** Of their own files. */
  private EmbeddingModel ours() throws IOException {
    Path net = folder.resolve("net.onnx");
    JsonNode pieces;
    try (InputStream file = resource(".onnx");
        InputStream tokenizer = resource("-tokenizer.json")) {
      Files.copy(file, net);
      pieces = new ObjectMapper().readTree(tokenizer).path("model").path("vocab");
    }
    String[] vocabulary = new String[pieces.size()];
    pieces.fields().forEachRemaining(one -> vocabulary[one.getValue().asInt()] = one.getKey());
    SparseModel model = SparseModel.of(OnnxImporter.read(net));
    TextEncoder encoder = TextEncoder.of(model, new Vocabulary(List.of(vocabulary), true, 512));
    return new SparseVdEmbeddingModel(new SharedTextEncoder("ours", encoder));
  }

  @Test
  void vectorsAreTheIncumbents() throws IOException {
    EmbeddingModel theirs =
        ServiceLoader.load(EmbeddingModelFactory.class).findFirst().orElseThrow().create();
    EmbeddingModel ours = ours();
    List<TextSegment> segments = sentences().stream().map(TextSegment::from).toList();
    List<Embedding> expected = theirs.embedAll(segments).content();
    List<Embedding> found = ours.embedAll(segments).content();
    double worst = 1;
    for (int i = 0; i < SENTENCES; i++) {
      worst = Math.min(worst, CosineSimilarity.between(expected.get(i), found.get(i)));
    }
    System.out.println("least cosine to the incumbent over " + SENTENCES + " sentences: " + worst);
    assertThat(worst).as("seed %d", SEED).isGreaterThan(0.99999);
  }
}
