package org.sparsevd.cli.options;

import java.util.Optional;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.data.ArrayLayout;
import org.sparsevd.trainer.data.DataSource;
import org.sparsevd.trainer.data.Targets;
import picocli.CommandLine.Option;

/** How data in files of arrays and tables are read. */
public final class ArrayOptions {
  @Option(
      names = "--layout",
      paramLabel = "nchw|nhwc",
      description =
          "where channels of images in .npy and .npz files lie: first or last (default: where"
              + " their extents tell it)")
  private String layout;

  @Option(
      names = "--class-column",
      paramLabel = "NAME",
      description =
          "the column of a CSV file that holds the class (default: the last); of other targets"
              + " also several, with commas between them")
  private String classColumn;

  @Option(
      names = "--targets",
      paramLabel = "classes|values|labels",
      description =
          "what .npy, .npz and .csv files tell of each input: its class, real numbers, or labels"
              + " of 0 and 1 (default: classes)")
  private String targets;

  /** The layout, if one is named. */
  public Optional<ArrayLayout> layout() throws CliException {
    try {
      return Optional.ofNullable(layout).map(ArrayLayout::named);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--layout: " + e.getMessage());
    }
  }

  private Targets.Kind targets() throws CliException {
    try {
      return targets == null ? Targets.Kind.CLASSES : Targets.Kind.of(targets);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--targets: " + e.getMessage());
    }
  }

  /** Whether any of these options is given. */
  public boolean given() {
    return layout != null || classColumn != null || targets != null;
  }

  /** Data of this name, read like this. */
  public DataSource source(String name) throws CliException {
    return new DataSource(name, layout(), Optional.ofNullable(classColumn), targets());
  }
}
