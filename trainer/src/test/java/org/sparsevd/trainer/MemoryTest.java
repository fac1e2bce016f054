package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/** Memory in use does not grow with the epochs. */
@Tag("long")
class MemoryTest {
  private static final int EPOCHS = 200;

  /** Every result of an epoch stays in the history: some 150 bytes. */
  private static final long HISTORY_BYTES = 200_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void staysTheSameOverTwoHundredEpochs(boolean convolutional) throws Exception {
    Network network = convolutional ? SmallRun.convolutional() : SmallRun.dense();
    List<Long> used = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            // At the same place in every tenth epoch; the first ones load classes.
            if (result.epoch() % 10 == 0 && result.epoch() >= EPOCHS / 4) {
              used.add(usedBytes());
            }
          }
        };
    Recipe recipe = SmallRun.recipe(network).withEpochs(EPOCHS);
    Trainer.start(recipe, SmallRun.dataset(), new TrainerOptions(5, 2, "host"))
        .train(folder.resolve("m.ckpt"), listener);
    long first = Math.max(used.get(0), used.get(1));
    long last = Math.min(used.get(used.size() - 1), used.get(used.size() - 2));
    assertThat(last).as("bytes after each tenth epoch: %s", used).isLessThan(first + HISTORY_BYTES);
  }

  /** Reachable objects and direct buffers, in bytes. */
  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getMemoryUsed();
    }
    return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
