package org.sparsevd.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.TrainingOptions;
import org.sparsevd.cli.train.FilmFiles;
import org.sparsevd.cli.train.TrainingStage;
import org.sparsevd.report.Numbers;
import org.sparsevd.report.film.FilmPicture;
import org.sparsevd.trainer.Evaluation;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.unit.ReadElements;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparsevd train}: from data to a checkpoint. */
@Command(name = "train", header = "Trains a sparse network; writes a checkpoint every epoch.")
final class TrainCommand extends ConsoleCommand {
  /** More columns are counted, not named. */
  private static final int MOST_COLUMNS = 20;

  @Mixin private TrainingOptions training;

  @Option(
      names = "--out",
      paramLabel = "FILE.ckpt",
      required = true,
      description = "the checkpoint to write, or with --resume to go on with")
  private Path file;

  @Override
  public Integer call() throws Exception {
    training.recipe();
    if (training.resume()) {
      InputFile.of(file, InputFile.Kind.CHECKPOINT);
    }
    OutputFile.check(file, training.force() || training.resume());
    FilmFiles films = new FilmFiles(file);
    films.check(training.force() || training.resume());
    TrainingStage stage = TrainingStage.of(training, file, output);
    if (training.force()) {
      films.clear();
    }
    Checkpoint checkpoint = stage.run();
    EpochResult last = checkpoint.history().get(checkpoint.history().size() - 1);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("path", file.toString());
    result.put("network", checkpoint.recipe().network().name());
    result.put("seed", checkpoint.seed());
    result.put("epochs", last.epochs());
    result.put("testErrorPercent", last.testErrorPercent());
    String byHeart = "";
    if (training.randomLabels()) {
      double error =
          Evaluation.ofTraining(checkpoint, stage.dataset(), stage.options()).errorPercent();
      result.put("trainErrorPercent", error);
      byHeart = "training error " + Numbers.percent(error) + " %, ";
    }
    result.put("nonZero", last.nonZero());
    result.put("compression", last.compression());
    String shown = "";
    for (FilmPicture picture : stage.film()) {
      String name = picture.view().name();
      result.put("film-" + name, films.gif(name).toString());
      shown += System.lineSeparator() + films.gif(name) + ": " + picture.view().caption();
    }
    String columns = "";
    if (checkpoint.recipe().network().takesTables()) {
      List<Integer> read = ReadElements.of(checkpoint).stream().map(i -> i + 1).boxed().toList();
      result.put("columnsRead", read);
      columns =
          ", reads "
              + read.size()
              + " of "
              + checkpoint.recipe().network().input().size()
              + " columns"
              + (read.size() <= MOST_COLUMNS ? " " + read : "");
    }
    output.result(
        result,
        file
            + ": "
            + byHeart
            + "test error "
            + Numbers.percent(last.testErrorPercent())
            + " %"
            + inUnits(checkpoint, stage, result)
            + ", "
            + Numbers.count(last.nonZero())
            + " weights left, compression "
            + Numbers.ratio(last.compression())
            + columns
            + shown);
    return ExitCode.FINE;
  }

  /** What the percentage is of where it is not of classes; of values also in their own units. */
  private static String inUnits(
      Checkpoint checkpoint, TrainingStage stage, Map<String, Object> result) {
    Targets targets = stage.dataset().test().targets();
    if (targets == null) {
      return "";
    }
    if (targets.kind() == Targets.Kind.LABELS) {
      return " of the labels";
    }
    Evaluation evaluation = Evaluation.of(checkpoint, stage.dataset(), stage.options());
    double[] errors = targets.rootMeanSquares(evaluation.answers());
    result.put("rootMeanSquareErrors", errors);
    String text =
        Arrays.stream(errors)
            .limit(MOST_COLUMNS)
            .mapToObj(error -> String.format(Locale.ROOT, "%.4g", error))
            .collect(Collectors.joining(", "));
    return " of the values' deviation (root mean square " + text + ")";
  }
}
