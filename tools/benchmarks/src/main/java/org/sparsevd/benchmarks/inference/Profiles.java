package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.util.Optional;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.ValueRanges;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxSettings;

/** How a net is exported in each profile. */
public final class Profiles {
  private static final int CALIBRATED = 16;

  private Profiles() {}

  /** The settings of a profile; ranges of 8-bit values are those of some pictures. */
  public static OnnxSettings settings(Model model, OnnxProfile profile) throws IOException {
    if (!profile.int8()) {
      return OnnxSettings.of(profile);
    }
    Model shaped = profile.shape(model);
    byte[] pixels = Pictures.of(model.inputShape(), CALIBRATED);
    ActivationRanges ranges =
        ValueRanges.of(shaped, Inputs.pixels(pixels, model.inputShape().size()));
    return new OnnxSettings(profile, false, Optional.empty(), Optional.of(ranges));
  }
}
