package org.sparsevd.trainer.unit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;

/** Which numbers of its input a trained net reads: the columns of a table that count. */
public final class ReadElements {
  private ReadElements() {}

  /**
   * Places in the input that a weight of the deployed net reads.
   *
   * @return from 0; all of them where other layers than dense ones read the input
   */
  public static BitSet of(Checkpoint checkpoint) {
    Connections connections = new Connections(checkpoint.recipe().network(), checkpoint.layers());
    Decisions decisions = new Decisions(checkpoint.recipe());
    List<BitSet> kept = new ArrayList<>();
    for (int l = 0; l < checkpoint.layers().size(); l++) {
      kept.add(decisions.kept(l, checkpoint.layers().get(l)));
    }
    List<Connections.Channel> elements = connections.elements();
    BitSet read = new BitSet();
    if (elements.isEmpty()) {
      read.set(0, checkpoint.recipe().network().input().size());
    }
    for (int i = 0; i < elements.size(); i++) {
      read.set(
          i,
          elements.get(i).readers().stream()
              .anyMatch(r -> kept.get(r.layer()).intersects(connections.outgoing(r))));
    }
    return read;
  }
}
