package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.prune.GroupPruning;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/** Nets from PyTorch, pruned and exported in every profile, in ONNX Runtime beside ours. */
class ProfilesOfNetsTest {
  private static final Path FOLDER = Path.of("src/test/resources/nets");
  private static final int BATCH = 4;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "mobilenetv2", "unet", "gates"})
  void everyProfileComputesWhatThePrunedNetComputes(String name) throws Exception {
    Model net = OnnxImporter.read(Files.readAllBytes(FOLDER.resolve(name + ".onnx")));
    float[] batch = RandomModels.values(new Random(1), BATCH * net.inputShape().size(), 1);
    Model folded = new FoldAffine().apply(net);
    for (Pass pruning :
        new Pass[] {
          MagnitudePruning.global(folded, 0.7),
          LeastSquaresPruning.global(0.9, data(batch)),
          LeastSquaresPruning.groups(new GroupPruning(2, 4), data(batch))
        }) {
      Model pruned = pruning.apply(folded);
      float[] expected = run(pruned, batch);
      for (OnnxProfile profile : OnnxProfile.all()) {
        byte[] file = OnnxExporter.export(pruned, settings(pruned, profile, batch));
        OnnxRules.check(ModelProto.parseFrom(file));
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
          float[] found = runtime.run(batch, BATCH, pruned.inputShape().toArray());
          if (profile.int8()) {
            assertThat(difference(found, expected)).as(profile + " " + pruning).isLessThan(0.2);
          } else {
            Closeness.assertClose(found, expected);
          }
        }
      }
    }
  }

  private static OnnxSettings settings(Model model, OnnxProfile profile, float[] batch) {
    if (!profile.int8()) {
      return OnnxSettings.of(profile);
    }
    Model shaped = profile.shape(model);
    SparseModel probe = SparseModel.of(ActivationRanges.probe(shaped));
    float[] values = new float[BATCH * probe.outputSize()];
    probe.newSession().run(batch, BATCH, values);
    ActivationRanges ranges = ActivationRanges.none(shaped);
    for (int i = 0; i < BATCH; i++) {
      int size = probe.outputSize();
      ranges = ranges.with(Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }
    return new OnnxSettings(profile, false, Optional.empty(), Optional.of(ranges));
  }

  private static Calibration data(float[] batch) {
    return new Calibration() {
      @Override
      public Score score(Model model) {
        return new Score(0, 0);
      }

      @Override
      public float[][] outputs(Model model) {
        float[] all = run(model, batch);
        float[][] outputs = new float[BATCH][];
        int size = all.length / BATCH;
        Arrays.setAll(outputs, i -> Arrays.copyOfRange(all, i * size, (i + 1) * size));
        return outputs;
      }
    };
  }

  private static float[] run(Model model, float[] batch) {
    SparseModel sparse = SparseModel.of(model);
    float[] outputs = new float[BATCH * sparse.outputSize()];
    sparse.newSession().run(batch, BATCH, outputs);
    return outputs;
  }

  /** Root mean square of the differences, relative to that of what is expected. */
  private static double difference(float[] found, float[] expected) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return error == 0 ? 0 : Math.sqrt(error / size);
  }
}
