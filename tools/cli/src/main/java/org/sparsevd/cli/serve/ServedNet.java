package org.sparsevd.cli.serve;

import java.util.Map;
import org.sparsevd.cli.json.JsonException;

/** A net as a server asks it. One thread at a time may use it. */
interface ServedNet {
  /** Another one with the same weights, for another thread. */
  ServedNet copy();

  /** What it takes and gives, for {@code /healthz}. */
  Map<String, Object> about();

  /** The page on which people try it. */
  TryPage page();

  /** Runs it once, so that what answers first is there. */
  void warmUp();

  /**
   * What it answers.
   *
   * @param detail whether all that is known of the answer is wanted, which takes longer
   * @throws JsonException naming place and reason where the body does not say what was expected
   * @throws Refusal if the body does not fit the net
   */
  Map<String, Object> predict(Body body, boolean detail) throws JsonException, Refusal;
}
