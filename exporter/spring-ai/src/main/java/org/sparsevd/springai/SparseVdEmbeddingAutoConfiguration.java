package org.sparsevd.springai;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** An embedding model where {@code spring.ai.sparsevd.embedding.file} names a file. */
@AutoConfiguration
@ConditionalOnClass(EmbeddingModel.class)
@ConditionalOnProperty("spring.ai.sparsevd.embedding.file")
@EnableConfigurationProperties(SparseVdEmbeddingProperties.class)
public class SparseVdEmbeddingAutoConfiguration {
  /** The model of the file, unless the application has another one. */
  @Bean
  @ConditionalOnMissingBean(EmbeddingModel.class)
  SparseVdEmbeddingModel sparseVdEmbeddingModel(SparseVdEmbeddingProperties properties)
      throws IOException {
    return SparseVdEmbeddingModel.load(Path.of(properties.file()));
  }
}
