package org.sparsevd.springai;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.text.SharedTextEncoder;
import org.sparsevd.text.SharedTextEncoder.Embedded;
import org.sparsevd.text.TextEncoder;
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
  private final String name;

  private SparseVdEmbeddingModel(SharedTextEncoder encoder, String name) {
    this.encoder = encoder;
    this.name = name;
  }

  /**
   * A model of an encoder that nobody else uses.
   *
   * @param name that responses tell
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
        embeddings, new EmbeddingResponseMetadata(name, new DefaultUsage(tokens, 0)));
  }

  @Override
  public float[] embed(Document document) {
    return embed(String.valueOf(document.getText()));
  }
}
