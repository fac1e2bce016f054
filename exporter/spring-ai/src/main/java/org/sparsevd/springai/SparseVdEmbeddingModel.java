package org.sparsevd.springai;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.text.SharedTextEncoder;
import org.sparsevd.text.SharedTextEncoder.Embedded;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/**
 * Spring AI's embedding model over a compact file with its vocabulary, in this JVM and without
 * native libraries. Vectors have length 1. Any number of threads may use it.
 */
public final class SparseVdEmbeddingModel extends AbstractEmbeddingModel {
  private final SharedTextEncoder encoder;

  /** A model of an encoder, whose name responses tell. */
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

  /** The vectors; options of a request, such as another model, have no meaning here. */
  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<Embedding> embeddings = new ArrayList<>();
    int tokens = 0;
    for (Embedded embedded : encoder.embedAll(request.getInstructions())) {
      embeddings.add(new Embedding(embedded.vector(), embeddings.size()));
      tokens += embedded.tokens();
    }
    return new EmbeddingResponse(
        embeddings, new EmbeddingResponseMetadata(encoder.name(), new DefaultUsage(tokens, 0)));
  }

  @Override
  public float[] embed(Document document) {
    return embed(String.valueOf(document.getText()));
  }
}
