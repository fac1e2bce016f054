package org.sparsevd.runtime.tile;

import org.sparsevd.runtime.share.Share;

/**
 * How threads share a convolution: unit by unit. A unit is some filters at a group of cells. Best
 * it is all of them: then a thread reads what it has written in the layer before, which another
 * processor's cache does not hold.
 *
 * @param work of all filters, or pairs of them, or those that stay {@linkplain #together together},
 *     up to each
 * @param room floats of the sums that a thread has between blocks of channels
 * @param parts threads that there is such room for; 0 where what groups write overlaps. If there
 *     are more, a unit is some filters at all cells.
 */
public record CellSplit(int[] work, int room, int parts) {
  /** Units that each thread should have. */
  private static final int ENOUGH = 4;

  /** The same where so many filters side by side are not cut. */
  public CellSplit together(int filters) {
    if (filters == 1) {
      return this;
    }
    int[] ends = new int[(work.length + filters - 1) / filters];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = work[Math.min(work.length, (i + 1) * filters) - 1];
    }
    return new CellSplit(ends, room, parts);
  }

  /** Whether units are some filters at all cells. */
  private boolean isByFilters(Share share) {
    return share.parts() > parts && share.parts() > 1;
  }

  /** Parts that filters are cut into. */
  private int cuts(CellGroups groups, Share share) {
    if (share.parts() == 1) {
      return 1;
    }
    int wanted = ENOUGH * share.parts();
    int cuts = isByFilters(share) ? wanted : (wanted - 1) / groups.count() + 1;
    return Math.max(1, Math.min(cuts, work.length));
  }

  /** How many units there are. */
  public int units(CellGroups groups, Share share) {
    int cuts = cuts(groups, share);
    return isByFilters(share) || share.parts() == 1 ? cuts : cuts * groups.count();
  }

  /** The first group of a unit. */
  public int firstGroup(CellGroups groups, Share share, int unit) {
    return isByFilters(share) || share.parts() == 1 ? 0 : unit / cuts(groups, share);
  }

  /** The end of the groups of a unit. */
  public int endGroup(CellGroups groups, Share share, int unit) {
    boolean all = isByFilters(share) || share.parts() == 1;
    return all ? groups.count() : unit / cuts(groups, share) + 1;
  }

  /** The first filter, or pair of them, of a unit. */
  public int firstFilter(CellGroups groups, Share share, int unit) {
    int cuts = cuts(groups, share);
    return Share.cut(work, unit % cuts, cuts);
  }

  /** The end of the filters, or pairs of them, of a unit. */
  public int endFilter(CellGroups groups, Share share, int unit) {
    int cuts = cuts(groups, share);
    return Share.cut(work, unit % cuts + 1, cuts);
  }

  /** Threads that sums are apart for. */
  public int rooms() {
    return Math.max(1, parts);
  }

  /** Floats from the first sums to those of a thread. */
  public int sums(Share share) {
    return sumsOf(share) * room;
  }

  /** The number of a thread's sums. */
  public int sumsOf(Share share) {
    return isByFilters(share) ? 0 : share.part();
  }
}
