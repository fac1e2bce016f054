package org.sparsevd.spark;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.text.TextEncoder;

/** Nets that make a vector of a text. */
final class TextScorer implements Scorer {
  private final TextEncoder encoder;

  TextScorer(TextEncoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public List<Scored> score(List<Object[]> rows) {
    List<Scored> results = new ArrayList<>(rows.size());
    for (Object[] row : rows) {
      results.add(score(row[0]));
    }
    return results;
  }

  private Scored score(Object cell) {
    if (cell == null) {
      return Scored.none("null");
    }
    if (!(cell instanceof String text)) {
      return Scored.none(cell.getClass().getSimpleName() + ", expected a text");
    }
    try {
      return Scored.of(encoder.embed(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Scored.none(e.getMessage());
    }
  }
}
