package org.sparsevd.cli.io;

import org.sparsevd.trainer.checkpoint.Checkpoint;

/** What users of a net that was trained on whitened images must know. */
public final class Whitened {
  private Whitened() {}

  /** A line about it; empty for any other net. */
  public static String note(Checkpoint checkpoint) {
    return checkpoint.dataset().derivation().whitened()
        ? "this net takes images whitened by its training data (--preprocessing zca), not pixels,"
            + " and the matrix for that, 37 MB for CIFAR, is in no file; for a net that takes"
            + " pixels, train with --preprocessing channel-deviation"
        : "";
  }
}
