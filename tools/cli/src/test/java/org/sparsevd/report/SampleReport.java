package org.sparsevd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A report with invented numbers of the usual size. */
final class SampleReport {
  private SampleReport() {}

  static Report report() {
    List<Report.Epoch> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 60; epoch++) {
      double ratio = 1 + 95 / (1 + Math.exp((40 - epoch) / 6.0));
      history.add(
          new Report.Epoch(
              epoch,
              2.0 / epoch,
              1.3 + 8.0 / epoch,
              (long) (266_200 / ratio),
              ratio,
              2e-3 * (60 - epoch) / 60,
              Math.min(1, epoch / 20.0)));
    }
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("train", 123.4);
    seconds.put("compress", 0.2);
    seconds.put("export", 0.3);
    seconds.put("verify", 4.5);
    return new Report(
        "sparsevd test",
        "lenet-300-100",
        "lenet-300-100",
        "sparse-vd",
        new Report.DatasetEntry("a <b> & 'c'", "00ff".repeat(16)),
        7,
        60,
        false,
        1.37,
        new Report.Parameters(266_200, 2_773, 96.0),
        List.of(
            layer("fc1", 99.1, 5100, 300, 784),
            layer("fc2", 98.2, 1300, 100, 300),
            layer("fc3", 71.4, 700, 10, 100)),
        new Report.Quantisation(
            0.05, 5000, true, 1.02, 1.06, List.of(new Report.CodedTensor("fc1", 0.25, 8e3, 9e3))),
        List.of(
            new Report.FileEntry("model.ckpt", 6_400_000, 0.17),
            new Report.FileEntry("model.spvd", 14_321, 74.5)),
        List.of(
            new Report.Target("model.ckpt", "model.ckpt", 10_000, 1.37, 0, 1, true),
            new Report.Target("model.spvd", "ONNX Runtime", 10_000, 1.37, 3.8e-6, 1, true)),
        seconds,
        Map.of("java", "17"),
        history);
  }

  private static Report.Layer layer(String name, double sparsity, long stored, int... shape) {
    long total = (long) shape[0] * shape[1];
    long nonZero = Math.round(total * (1 - sparsity / 100));
    return new Report.Layer(
        name,
        shape,
        total,
        nonZero,
        sparsity,
        new Report.Bytes(4 * total, stored, stored + stored / 3, stored / 4, stored / 3, stored),
        histogram((int) total));
  }

  private static LogAlphaHistogram histogram(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] weight = new float[count];
    float[] logSigma2 = new float[count];
    for (int i = 0; i < count; i++) {
      boolean kept = random.nextInt(100) == 0;
      weight[i] = (float) (random.nextDouble(-1, 1) * (kept ? 1 : 0.01));
      logSigma2[i] = (float) random.nextDouble(-6, -3);
    }
    return LogAlphaHistogram.of(weight, logSigma2);
  }
}
