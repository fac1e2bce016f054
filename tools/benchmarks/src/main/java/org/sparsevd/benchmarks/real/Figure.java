package org.sparsevd.benchmarks.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A row of the page of figures: a net as a user would run it.
 *
 * @param net as the page names it
 * @param form what was done to it before our runtime got it
 * @param words of {@code tools/benchmarks/run real}
 */
record Figure(String net, String form, List<String> words) {
  private static final String MODEL = "model.";

  private static Figure of(String net, String form, String words) {
    return new Figure(net, form, List.of(words.split(" ")));
  }

  /** Nets that come with the project, or are made up at their real size. */
  static List<Figure> all() {
    return List.of(
        of("ResNet-18", "90 % zeros", "--net resnet-18"),
        of("ResNet-18", "8 bits", "--net resnet-18 --int8 --sparsity 0"),
        of("ResNet-18", "8 bits, 90 % zeros, 1x4", "--net resnet-18 --int8 --pattern 1x4"),
        of("MobileNetV2", "90 % zeros", "--net mobilenet-v2"),
        of(
            "MobileNetV2",
            "8 bits, 80 % zeros, 1x4",
            "--net mobilenet-v2 --int8 --pattern 1x4 --sparsity 0.8"));
  }

  /**
   * A net of the paper.
   *
   * @param preset such as {@code lenet-5}
   * @param run the folder of a run, which has its checkpoint and compact file; null for made-up
   *     weights
   */
  static Figure lenet(String net, String preset, Path run) {
    if (run == null) {
      String zeros = "the paper's zeros, made up";
      return new Figure(net, zeros, List.of("--net", preset, "--sparsity", "0"));
    }
    List<String> words = List.of("--net", file(run, "ckpt"), "--ours", file(run, "spvd"));
    return new Figure(net, "as trained", words);
  }

  private static String file(Path run, String type) {
    return run.resolve(MODEL + type).toString();
  }

  /** A net of somebody's file, whole. */
  static Figure file(String net, Path file, int extent) {
    return new Figure(
        net,
        "all weights, " + size(extent),
        List.of("--net", file.toString(), "--sparsity", "0", "--extent", "" + extent));
  }

  private static String size(int extent) {
    return String.format(Locale.ROOT, "extents of %d", extent);
  }

  /** The same beside files in 8 bits, ours and theirs. */
  Figure inBytes(Path ours, Path theirs) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--ours", ours.toString(), "--theirs-int8", theirs.toString()));
    return new Figure(net, form.replace("all weights", "8 bits"), all);
  }
}
