package org.sparsevd.trainer;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Augmenter;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.data.Sha256;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.unit.DeadUnits;

/**
 * A trained net that another one learns from; see {@link Distillation}.
 *
 * @param sha256 of its checkpoint file, lower-case hex
 */
public record Teacher(Checkpoint checkpoint, String sha256) {

  /**
   * Reads a teacher's checkpoint.
   *
   * @throws IOException if the file is no checkpoint
   */
  public static Teacher read(Path file) throws IOException {
    return new Teacher(Checkpoint.read(file), Sha256.of(file));
  }

  /**
   * Checks that this is who a recipe names, and that it sees the same images and tells the same
   * classes apart.
   *
   * @throws IllegalArgumentException if not
   */
  void checkTeaches(Recipe recipe) {
    Distillation lesson = recipe.distillation();
    if (lesson == null) {
      throw new IllegalArgumentException("recipe '" + recipe.name() + "' has no teacher");
    }
    if (!lesson.teacherSha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "the run learns from the teacher with SHA-256 "
              + lesson.teacherSha256()
              + ", found "
              + sha256);
    }
    Network own = checkpoint.recipe().network();
    Network other = recipe.network();
    if (!own.input().equals(other.input()) || !own.outputShape().equals(other.outputShape())) {
      throw new IllegalArgumentException(
          "the teacher takes "
              + own.input()
              + " and gives "
              + own.outputShape()
              + ", network '"
              + other.name()
              + "' "
              + other.input()
              + " and "
              + other.outputShape());
    }
  }

  /** The thresholded net, computed on its live units, with room for batches. */
  static final class Lessons {
    private final Checkpoint checkpoint;
    private final CompactNet net;
    private final Backend backend;
    private final int columns;
    private final float[] batch;
    private final Buffer input;
    private final float[] scores;

    Lessons(Teacher teacher, Backend backend, int batchSize) {
      this.checkpoint = teacher.checkpoint();
      this.backend = backend;
      Recipe own = checkpoint.recipe().withBatchSize(batchSize);
      net = new CompactNet(own, backend, DeadUnits.remove(own, checkpoint.layers()));
      net.threshold();
      columns = net.net().columns();
      batch = new float[own.network().input().size() * columns];
      input = backend.buffer(net.net().inputSize());
      scores = new float[net.net().outputs() * columns];
    }

    /** Scores {@code [classes, columns]} of a batch, which the next call overwrites. */
    float[] scores(Images images, int[] order, int from, int count, Augmenter augmenter) {
      images.gather(
          order,
          from,
          count,
          columns,
          augmenter,
          checkpoint.preprocessing(),
          batch,
          backend::share);
      backend.upload(net.net().select(batch), input);
      backend.download(net.net().forward(input, Mode.thresholded()), scores);
      return scores;
    }
  }
}
