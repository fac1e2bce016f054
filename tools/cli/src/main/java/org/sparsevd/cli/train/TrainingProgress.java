package org.sparsevd.cli.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.Terminal;
import org.sparsevd.report.JsonReport;
import org.sparsevd.report.Numbers;
import org.sparsevd.trainer.StepProgress;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.recipe.EpochResult;

/**
 * Shows how training goes on: one live line on a terminal, one line an epoch otherwise, one JSON
 * object an epoch for machines.
 */
final class TrainingProgress implements TrainingListener {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int BAR = 24;

  /** What is left is told from here on: before, the estimate jumps. */
  private static final double SETTLED_SECONDS = 1;

  private final Console output;
  private final boolean live;
  private final List<EpochResult> epochs = new ArrayList<>();
  private long firstStep;
  private double doneBefore = -1;
  private long lastDrawn;

  TrainingProgress(Console output) {
    this.output = output;
    this.live = Terminal.isLive() && !output.quiet() && !output.json();
  }

  /** The epochs heard of so far. */
  List<EpochResult> epochs() {
    return List.copyOf(epochs);
  }

  @Override
  public void step(StepProgress progress) {
    double done = progress.epoch() - 1 + (double) progress.step() / progress.steps();
    long now = System.nanoTime();
    if (doneBefore < 0) {
      // The first step warms up: time counts from its end.
      firstStep = now;
      doneBefore = done;
    }
    if (live && now - lastDrawn >= REDRAW_NANOS) {
      lastDrawn = now;
      draw(done, progress.epoch(), progress.epochs());
    }
  }

  @Override
  public void epoch(EpochResult result) {
    epochs.add(result);
    if (output.json()) {
      if (!output.quiet()) {
        output.notice(JsonReport.line(result));
      }
    } else if (live) {
      draw(result.epoch(), result.epoch(), result.epochs());
    } else {
      output.progress(
          String.format(
              Locale.ROOT,
              "epoch %s  loss %.4f  error %5s %%  non-zero %9s  %7s%s",
              count(result.epoch(), result.epochs()),
              result.trainLoss(),
              Numbers.percent(result.testErrorPercent()),
              Numbers.count(result.nonZero()),
              Numbers.ratio(result.compression()),
              left(result.epoch(), result.epochs())));
    }
  }

  /** Ends the live line, so that what follows starts on one of its own. */
  void end() {
    if (live) {
      output.err().print("\r\u001b[K");
      output.err().flush();
    }
  }

  private void draw(double done, int epoch, int total) {
    int filled = (int) Math.round(done / total * BAR);
    String reached = "";
    if (!epochs.isEmpty()) {
      EpochResult last = epochs.get(epochs.size() - 1);
      reached =
          "  error "
              + Numbers.percent(last.testErrorPercent())
              + " %  "
              + Numbers.ratio(last.compression());
    }
    output
        .err()
        .print(
            "\r\u001b[Kepoch "
                + count(epoch, total)
                + " ["
                + "#".repeat(filled)
                + ".".repeat(BAR - filled)
                + "]"
                + reached
                + left(done, total));
    output.err().flush();
  }

  private String left(double done, int total) {
    double ran = done - doneBefore;
    double elapsed = (System.nanoTime() - firstStep) / 1e9;
    if (ran <= 0 || elapsed < SETTLED_SECONDS || done >= total) {
      return "";
    }
    double seconds = elapsed / ran * (total - done);
    return "  " + Numbers.seconds(seconds) + " left";
  }

  private static String count(int epoch, int total) {
    int width = String.valueOf(total).length();
    return String.format(Locale.ROOT, "%" + width + "d/%d", epoch, total);
  }
}
