package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/** How a net is exported in each profile. */
final class Profiles {
  private static final int CALIBRATED = 16;

  private Profiles() {}

  /** The settings of a profile; ranges of 8-bit values are those of some pictures. */
  static OnnxSettings settings(Model model, OnnxProfile profile) throws IOException {
    if (!profile.int8()) {
      return OnnxSettings.of(profile);
    }
    Model shaped = profile.shape(model);
    SparseModel probe = SparseModel.of(ActivationRanges.probe(shaped));
    Session session = probe.newSession(1);
    byte[] pixels = Pictures.of(model.inputShape(), CALIBRATED);
    float[] values = new float[probe.outputSize()];
    ActivationRanges ranges = ActivationRanges.none(shaped);
    int size = model.inputShape().size();
    for (int i = 0; i < CALIBRATED; i++) {
      session.run(Arrays.copyOfRange(pixels, i * size, (i + 1) * size), 1, values);
      ranges = ranges.with(values);
    }
    return new OnnxSettings(profile, false, Optional.empty(), Optional.of(ranges));
  }
}
