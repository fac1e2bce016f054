package org.sparsevd.runtime;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.plan.Barrier;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.runtime.share.Share;

/** The layers of a single input, which a team shares. */
final class SharedLayers implements LayerShare, Team.Work {
  private final Team team;
  private final Barrier barrier;

  /** By how many parts there are, then by part. */
  private final Share[][] shares;

  private Plan plan;
  private Scratch scratch;

  SharedLayers(Team team, int threads) {
    this.team = team;
    this.barrier = new Barrier(threads);
    this.shares = new Share[threads + 1][];
    for (int parts = 1; parts <= threads; parts++) {
      shares[parts] = Share.of(parts);
    }
  }

  @Override
  public void run(Plan next, Scratch memory) {
    plan = next;
    scratch = memory;
    team.run(this);
  }

  @Override
  public void begin(int parts) {
    barrier.reset(parts);
  }

  @Override
  public void run(int part, int parts) {
    plan.run(scratch, shares[parts][part], barrier);
  }

  @Override
  public void giveUp() {
    barrier.breakUp();
  }
}
