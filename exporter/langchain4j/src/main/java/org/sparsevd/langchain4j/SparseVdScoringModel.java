package org.sparsevd.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.model.scoring.ScoringModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.text.CrossEncoder;
import org.sparsevd.text.SharedCrossEncoder;

/**
 * LangChain4j's scoring model over a compact file of a cross-encoder with its vocabulary, in this
 * JVM and without native libraries. Any number of threads may use it.
 */
public final class SparseVdScoringModel implements ScoringModel {
  private final SharedCrossEncoder encoder;
  private final boolean normalize;

  /**
   * A model of a cross-encoder.
   *
   * @param normalize whether scores go through the logistic function, to 0 to 1; else they are as
   *     the net gives them
   */
  public SparseVdScoringModel(SharedCrossEncoder encoder, boolean normalize) {
    this.encoder = encoder;
    this.normalize = normalize;
  }

  /**
   * Loads a file; scores are as the net gives them.
   *
   * @throws org.sparsevd.format.FormatException if it is damaged, has no vocabulary, or its net
   *     gives something else than a score
   * @throws IOException if it cannot be read
   */
  public static SparseVdScoringModel load(Path file) throws IOException {
    return new SparseVdScoringModel(SharedCrossEncoder.load(file), false);
  }

  @Override
  public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
    List<Double> scores = new ArrayList<>();
    int tokens = 0;
    List<String> texts = segments.stream().map(TextSegment::text).toList();
    for (CrossEncoder.Scored scored : encoder.scoreAll(query, texts)) {
      double score = scored.score();
      scores.add(normalize ? 1 / (1 + Math.exp(-score)) : score);
      tokens += scored.tokens();
    }
    return Response.from(scores, new TokenUsage(tokens));
  }
}
