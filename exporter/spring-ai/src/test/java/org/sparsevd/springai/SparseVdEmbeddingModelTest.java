package org.sparsevd.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.text.SharedTextEncoder;
import org.sparsevd.text.TextEncoder;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring AI's interface, found by an application that names a file. */
class SparseVdEmbeddingModelTest {
  private static final String FILE = "spring.ai.sparsevd.embedding.file=";

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

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  /** An application with a model of its own. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OwnModel {
    @Bean
    EmbeddingModel own() throws IOException {
      try (InputStream in = SparseVdEmbeddingModelTest.class.getResourceAsStream(LETTERS)) {
        Path file = Files.createTempFile("sparsevd", ".spvd");
        Files.write(file, in.readAllBytes());
        TextEncoder encoder = TextEncoder.load(file);
        Files.delete(file);
        return new SparseVdEmbeddingModel(new SharedTextEncoder("own", encoder));
      }
    }
  }

  private static ConfigurableApplicationContext run(Class<?> application, String... properties) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .properties(properties)
        .properties("spring.main.banner-mode=off")
        .run();
  }

  /** What README and docs/SERVING.md show. */
  @Test
  void anApplicationThatNamesAFileHasAModel() throws IOException {
    Path file = copied("minilm.spvd");
    TextEncoder encoder = TextEncoder.load(file);
    try (ConfigurableApplicationContext context = run(Application.class, FILE + file)) {
      EmbeddingModel model = context.getBean(EmbeddingModel.class);
      float[] vector = model.embed("A man is eating.");
      assertThat(vector).isEqualTo(encoder.embed("A man is eating."));
      assertThat(model.dimensions()).isEqualTo(WIDTH);
      assertThat(model.embed(new Document("a b"))).isEqualTo(encoder.embed("a b"));
      EmbeddingResponse response = model.embedForResponse(List.of("a", "b c", "d"));
      assertThat(response.getMetadata().getModel()).isEqualTo("minilm.spvd");
      assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(10);
      assertThat(response.getResults()).extracting(Embedding::getIndex).containsExactly(0, 1, 2);
      assertThat(response.getResults().get(1).getOutput()).isEqualTo(encoder.embed("b c"));
    }
  }

  @Test
  void othersHaveNoneOrTheirOwn() throws IOException {
    try (ConfigurableApplicationContext context = run(Application.class)) {
      assertThat(context.getBeansOfType(EmbeddingModel.class)).isEmpty();
    }
    Path file = copied("minilm.spvd");
    try (ConfigurableApplicationContext context = run(OwnModel.class, FILE + file)) {
      assertThat(context.getBeansOfType(EmbeddingModel.class)).containsOnlyKeys("own");
    }
    String missing = folder.resolve("missing.spvd").toString();
    assertThatThrownBy(() -> run(Application.class, FILE + missing))
        .hasStackTraceContaining("missing.spvd");
  }
}
