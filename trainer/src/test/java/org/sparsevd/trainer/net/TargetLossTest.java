package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.host.HostBackends;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;

/** Losses of real values and of labels against their formulas, gradients against differences. */
class TargetLossTest {
  private static final int COLUMNS = 16;
  private static final int WIDTH = 3;
  private static final int[] ORDER = {9, 4, 7, 0, 2, 5};
  private static final int FROM = 1;
  private static final int COUNT = 5;

  private final Random random = new Random(31);
  private final float[] values = new float[10 * WIDTH];
  private final double[] outputs = new double[WIDTH * COLUMNS];

  @Test
  void ofValues() {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (100 + 30 * random.nextGaussian());
    }
    Targets targets = new Targets(Targets.Kind.VALUES, values, WIDTH);
    TargetScale scale = TargetScale.of(targets);
    check(
        targets,
        scale,
        y -> {
          double squares = 0;
          for (int b = 0; b < COUNT; b++) {
            for (int t = 0; t < WIDTH; t++) {
              double target = values[ORDER[FROM + b] * WIDTH + t];
              double learned = (target - scale.shift()[t]) / scale.scale()[t];
              squares += Math.pow(y[t * COLUMNS + b] - learned, 2);
            }
          }
          return WIDTH / 2.0 * Math.log(squares / (COUNT * WIDTH) + 1e-3);
        });
  }

  @Test
  void ofLabels() {
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2);
    }
    check(
        new Targets(Targets.Kind.LABELS, values, WIDTH),
        null,
        y -> {
          double sum = 0;
          for (int b = 0; b < COUNT; b++) {
            for (int t = 0; t < WIDTH; t++) {
              double share = 1 / (1 + Math.exp(-y[t * COLUMNS + b]));
              boolean holds = values[ORDER[FROM + b] * WIDTH + t] > 0;
              sum -= Math.log(holds ? share : 1 - share);
            }
          }
          return sum / COUNT;
        });
  }

  private void check(Targets targets, TargetScale scale, ToDoubleFunction<double[]> mean) {
    float[] y = new float[outputs.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) random.nextGaussian();
      outputs[i] = y[i];
    }
    TargetLoss loss = new TargetLoss(targets, scale, COLUMNS);
    try (Backend backend = HostBackends.scalar(1)) {
      Buffer buffer = backend.buffer(y.length);
      backend.upload(y, buffer);
      double expected = mean.applyAsDouble(outputs);
      assertThat(loss.loss(backend, buffer, ORDER, FROM, COUNT) / COUNT)
          .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
    for (int i = 0; i < y.length; i++) {
      double kept = outputs[i];
      outputs[i] = kept + 1e-5;
      double up = mean.applyAsDouble(outputs);
      outputs[i] = kept - 1e-5;
      double down = mean.applyAsDouble(outputs);
      outputs[i] = kept;
      assertThat((double) loss.gradient()[i])
          .as("output %d", i)
          .isCloseTo((up - down) / 2e-5, within(1e-6));
    }
  }
}
