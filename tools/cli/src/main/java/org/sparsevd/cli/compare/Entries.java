package org.sparsevd.cli.compare;

import java.util.List;
import org.sparsevd.trainer.recipe.Method;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * The rows of table 2 of Molchanov et al. 2017, with the figures that stand there, and our own
 * recipe below them. All but the last train on images as they are.
 */
public final class Entries {
  private static final String LENET_300_100 = "lenet-300-100";
  private static final String LENET_5 = "lenet-5";
  private static final double PIXEL_DROPOUT = 0.2;
  private static final double UNIT_DROPOUT = 0.3;

  private Entries() {}

  /** The networks that are compared by method. */
  public static List<String> networks() {
    return List.of(LENET_300_100, LENET_5);
  }

  /** The rows of one of these networks. */
  public static List<Entry> of(String network) {
    return network.equals(LENET_5) ? lenet5() : lenet300100();
  }

  private static List<Entry> lenet300100() {
    Recipe usual = Presets.recipe(LENET_300_100);
    return List.of(
        new Entry("original", "Original", original(usual), molchanov(1.64, 1)),
        new Entry(
            "pruning", "Pruning", Method.PRUNING.recipe(usual), by("Han et al. 2015", 1.59, 12)),
        new Entry("dns", "DNS", Method.DNS.recipe(usual), by("Guo et al. 2016", 1.99, 56)),
        new Entry("sws", "SWS", Method.SWS.recipe(usual), by("Ullrich et al. 2017", 1.94, 23)),
        new Entry(
            "sparse-vd-plain",
            "Sparse VD",
            Presets.recipe("lenet-300-100-plain"),
            molchanov(1.92, 68)),
        new Entry(
            "sparse-vd", "Sparse VD, shifted images", Presets.recipe("lenet-300-100-small"), null));
  }

  private static List<Entry> lenet5() {
    Recipe usual = Presets.recipe(LENET_5);
    return List.of(
        new Entry("original", "Original", original(usual), molchanov(0.80, 1)),
        new Entry(
            "pruning", "Pruning", Method.PRUNING.recipe(usual), by("Han et al. 2015", 0.77, 12)),
        new Entry("dns", "DNS", Method.DNS.recipe(usual), by("Guo et al. 2016", 0.91, 111)),
        new Entry("sws", "SWS", Method.SWS.recipe(usual), by("Ullrich et al. 2017", 0.97, 200)),
        new Entry(
            "sparse-vd-plain", "Sparse VD", Presets.recipe("lenet-5-plain"), molchanov(0.75, 280)),
        new Entry("sparse-vd", "Sparse VD, shifted images", usual, null));
  }

  /** The net that pruning starts from; where it reads pixels, with less dropout, of pixels too. */
  private static Recipe original(Recipe usual) {
    Recipe pruning = Method.PRUNING.recipe(usual);
    boolean pixels = usual.network().name().equals(LENET_300_100);
    return new Recipe(
        usual.name() + "-original",
        pixels
            ? usual.network().withDropout(UNIT_DROPOUT).withInputDropout(PIXEL_DROPOUT)
            : pruning.network(),
        pruning.batchSize(),
        pruning.initialLogSigma2(),
        pruning.phases().subList(0, 1));
  }

  private static Published molchanov(double errorPercent, double compression) {
    return by("Molchanov et al. 2017", errorPercent, compression);
  }

  private static Published by(String source, double errorPercent, double compression) {
    return new Published(errorPercent, compression, source);
  }
}
