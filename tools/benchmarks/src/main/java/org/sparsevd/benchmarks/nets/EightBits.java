package org.sparsevd.benchmarks.nets;

import java.io.IOException;
import java.util.function.Consumer;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.int8.Int8Search;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.NetCalibration;

/** Nets of images in 8 bits, as {@code compress --int8} puts them. */
public final class EightBits {
  private static final int IMAGES = 4;
  private static final int MOST_VALUES = 1 << 24;
  private static final double ANY_ERROR = 1e9;

  private EightBits() {}

  /**
   * In 8 bits, whatever the error: weights that are made up have nothing to lose.
   *
   * @throws IOException if the net cannot be run on images
   */
  public static Model of(Model model) throws IOException {
    int size = model.inputShape().size();
    Inputs images = Inputs.pixels(Pictures.of(model.inputShape(), IMAGES), size);
    NetCalibration.Judged judged =
        new NetCalibration.Judged(images, new int[0], false, images, MOST_VALUES);
    Consumer<String> quiet = line -> {};
    Calibration calibration = NetCalibration.of(model, judged, quiet);
    return Int8Search.search(model, calibration, ANY_ERROR, Int8Search.Biases.KEPT, quiet).model();
  }
}
