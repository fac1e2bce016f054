package org.sparsevd.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/**
 * Writes the checkpoints of a run: the first one at once, later ones when the last is some seconds
 * old. A small net's epoch takes less time than getting its checkpoint safely on a disk. The one
 * that is left over is written at the end, also at that of a run that fails.
 */
final class CheckpointSaver implements AutoCloseable {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(3);

  private final Path file;
  private Checkpoint waiting;
  private boolean begun;
  private long writtenAt;

  CheckpointSaver(Path file) {
    this.file = file;
  }

  /** The newest state, in place of all before it. */
  void offer(Checkpoint state) throws IOException {
    waiting = state;
    if (!begun || System.nanoTime() - writtenAt > PERIOD) {
      write();
    }
  }

  private void write() throws IOException {
    Checkpoint state = waiting;
    // What failed once is not tried again while its exception is on its way.
    waiting = null;
    state.write(file);
    begun = true;
    writtenAt = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    if (waiting != null) {
      write();
    }
  }
}
