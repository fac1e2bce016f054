package org.sparsevd.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.text.SharedTextEncoder;
import org.sparsevd.text.SharedTextEncoder.Embedded;
import org.sparsevd.text.TextEncoder;

/**
 * LangChain4j's embedding model over a compact file with its vocabulary, in this JVM and without
 * native libraries. Vectors have length 1. Any number of threads may use it.
 */
public final class SparseVdEmbeddingModel extends DimensionAwareEmbeddingModel {
  private final SharedTextEncoder encoder;
  private final String name;

  private SparseVdEmbeddingModel(SharedTextEncoder encoder, String name) {
    this.encoder = encoder;
    this.name = name;
  }

  /**
   * A model of an encoder that nobody else uses.
   *
   * @param name that listeners are told
   */
  public static SparseVdEmbeddingModel of(TextEncoder encoder, String name) {
    return new SparseVdEmbeddingModel(new SharedTextEncoder(encoder), name);
  }

  /**
   * Loads a {@code .spvd} file of {@code compress --vocabulary}.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, or has no vocabulary
   * @throws IOException if it cannot be read
   */
  public static SparseVdEmbeddingModel load(Path file) throws IOException {
    return of(TextEncoder.load(file), String.valueOf(file.getFileName()));
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    List<Embedding> embeddings = new ArrayList<>();
    int tokens = 0;
    for (Embedded embedded : encoder.embedAll(segments.stream().map(TextSegment::text).toList())) {
      embeddings.add(Embedding.from(embedded.vector()));
      tokens += embedded.tokens();
    }
    return Response.from(embeddings, new TokenUsage(tokens));
  }

  @Override
  public String modelName() {
    return name;
  }
}
