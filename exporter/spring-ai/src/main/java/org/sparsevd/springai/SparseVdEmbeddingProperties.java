package org.sparsevd.springai;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What an application sets.
 *
 * @param file a {@code .spvd} file of {@code compress --vocabulary}
 */
@ConfigurationProperties("spring.ai.sparsevd.embedding")
public record SparseVdEmbeddingProperties(String file) {}
