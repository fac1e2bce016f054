package org.sparsevd.trainer.net;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.host.HostBackends;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** Gradients of weights that decide in blocks against central differences of the reference. */
class BlockGradientTest {
  @Test
  void plainLoops() {
    try (Backend backend = HostBackends.scalar(1)) {
      for (Blocks blocks : Blocks.values()) {
        FiniteDifferenceTest.check(ReferenceNet.small(), backend, 22, Noise.ADDITIVE, blocks, true);
      }
    }
  }

  @Test
  void vectorsNoiseOfBothKindsAndGroups() {
    try (Backend backend = HostBackends.vector(2)) {
      for (Noise noise : List.of(Noise.ADDITIVE, Noise.MULTIPLICATIVE)) {
        FiniteDifferenceTest.check(ReferenceNet.small(), backend, 21, noise, Blocks.SQUARES, true);
      }
      for (Blocks blocks : List.of(Blocks.UNITS, Blocks.SQUARES)) {
        FiniteDifferenceTest.check(grouped(), backend, 23, Noise.ADDITIVE, blocks, true);
      }
    }
  }

  /** Two groups of six channels, which no block reaches over. */
  private static Network grouped() {
    return Network.builder("small-grouped", Shape.of(12, 4, 3))
        .conv2d(12, new Window(2, 1, 1, 1, 1, 1, 0, 0, 0, 0), 2)
        .relu()
        .flatten()
        .dense(5)
        .build();
  }
}
