package org.sparsevd.cli.options;

import java.io.IOException;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On which data set a command trains or evaluates. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "mnist|DIR|FILES",
      defaultValue = Dataset.MNIST,
      description =
          "the bundled MNIST, a folder of its layout, or files of arrays: x.npy,y.npy (or these and"
              + " two to test on), a .npz of x_train, y_train, x_test and y_test, or a .csv"
              + " (default: ${DEFAULT-VALUE})")
  private String data;

  @Mixin private ArrayOptions arrays;

  /** To train on and to test on. */
  public Dataset open() throws IOException, CliException {
    return arrays.source(data).open();
  }

  /** To test on alone. */
  public Dataset openTests() throws IOException, CliException {
    return arrays.source(data).openTests();
  }

  /** Other data to test on, read in the same way. */
  public Dataset openTests(String other) throws IOException, CliException {
    return arrays.source(other).openTests();
  }
}
