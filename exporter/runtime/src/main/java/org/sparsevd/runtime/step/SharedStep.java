package org.sparsevd.runtime.step;

import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.share.Share;

/** A step whose work several threads can share: what one part writes, no other reads or writes. */
public interface SharedStep extends KernelStep {
  @Override
  default boolean isShared() {
    return true;
  }

  @Override
  default void run(Scratch scratch) {
    run(scratch, Share.WHOLE);
  }

  @Override
  void run(Scratch scratch, Share share);
}
