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

/**
 * LangChain4j's embedding model over a compact file with its vocabulary, in this JVM and without
 * native libraries. Vectors have length 1. Any number of threads may use it.
 */
public final class SparseVdEmbeddingModel extends DimensionAwareEmbeddingModel {
  private final SharedTextEncoder encoder;

  /** A model of an encoder, whose name listeners are told. */
  public SparseVdEmbeddingModel(SharedTextEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Loads a file; see {@link SharedTextEncoder#load}.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, or has no vocabulary
   * @throws IOException if it cannot be read
   */
  public static SparseVdEmbeddingModel load(Path file) throws IOException {
    return new SparseVdEmbeddingModel(SharedTextEncoder.load(file));
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
    return encoder.name();
  }
}
