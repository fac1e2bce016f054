package org.sparsevd.cli.options;

import java.util.Optional;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.data.ArrayLayout;
import org.sparsevd.trainer.data.DataSource;
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
      description = "the column of a CSV file that holds the class (default: the last)")
  private String classColumn;

  /** The layout, if one is named. */
  public Optional<ArrayLayout> layout() throws CliException {
    try {
      return Optional.ofNullable(layout).map(ArrayLayout::named);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--layout: " + e.getMessage());
    }
  }

  /** Whether either option is given. */
  public boolean given() {
    return layout != null || classColumn != null;
  }

  /** Data of this name, read like this. */
  public DataSource source(String name) throws CliException {
    return new DataSource(name, layout(), Optional.ofNullable(classColumn));
  }
}
