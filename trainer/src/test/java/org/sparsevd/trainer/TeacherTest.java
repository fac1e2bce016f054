package org.sparsevd.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.Recipe;

class TeacherTest {
  private static final TrainingListener SILENT = new TrainingListener() {};
  private static final TrainerOptions OPTIONS = new TrainerOptions(5, 1, "host");

  @TempDir Path folder;

  private final Dataset dataset = SmallRun.dataset();
  private final Recipe recipe = SmallRun.recipe(SmallRun.dense());
  private Teacher teacher;

  @BeforeEach
  void trainTeacher() throws Exception {
    Path file = folder.resolve("teacher.ckpt");
    Recipe conv = SmallRun.recipe(SmallRun.convolutional());
    Trainer.start(conv, dataset, OPTIONS).train(file, SILENT);
    teacher = Teacher.read(file);
  }

  private Recipe taught(double weight) {
    return recipe.withDistillation(new Distillation(weight, 2, teacher.sha256()));
  }

  @Test
  void studentsOfRandomLabelsLearnWhatTheTeacherKnows() throws Exception {
    Dataset nonsense = dataset.randomLabels(3);
    Path file = folder.resolve("student.ckpt");
    Checkpoint alone = Trainer.start(recipe, nonsense, OPTIONS).train(file, SILENT);
    Checkpoint student =
        Trainer.start(taught(1), nonsense, OPTIONS).taughtBy(teacher).train(file, SILENT);
    assertThat(errorOnTrueLabels(alone)).isGreaterThan(40);
    assertThat(errorOnTrueLabels(student)).isLessThan(15);
  }

  private double errorOnTrueLabels(Checkpoint checkpoint) {
    return Evaluation.on(checkpoint, dataset.test(), OPTIONS).errorPercent();
  }

  @Test
  void resumesToTheSameBytes() throws Exception {
    Path whole = folder.resolve("whole.ckpt");
    Path parts = folder.resolve("parts.ckpt");
    Recipe half = taught(0.5);
    Trainer.start(half, dataset, OPTIONS).taughtBy(teacher).train(whole, SILENT);
    Trainer stopped = Trainer.start(half, dataset, OPTIONS).taughtBy(teacher);
    stopped.train(
        parts,
        new TrainingListener() {
          @Override
          public void step(StepProgress progress) {
            if (progress.epoch() == 4) {
              stopped.requestStop();
            }
          }
        });
    Trainer resumed = Trainer.resume(Checkpoint.read(parts), dataset, OPTIONS);
    resumed.taughtBy(teacher).train(parts, SILENT);
    assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
  }

  @Test
  void othersAreRefused() {
    Trainer run = Trainer.start(taught(0.5), dataset, OPTIONS);
    assertThatThrownBy(() -> run.taughtBy(new Teacher(teacher.checkpoint(), "0".repeat(64))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(teacher.sha256());
    assertThatThrownBy(() -> Trainer.start(recipe, dataset, OPTIONS).taughtBy(teacher))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no teacher");
    assertThatThrownBy(() -> run.train(folder.resolve("a.ckpt"), SILENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("learns from a teacher");
    Recipe more = taught(0.5).withNetwork(recipe.network().withClasses(4));
    assertThatThrownBy(() -> Trainer.start(more, dataset, OPTIONS).taughtBy(teacher))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gives [3]");
  }
}
