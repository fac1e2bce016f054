package org.sparsevd.cli.options;

import java.io.IOException;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Option;

/** On which data set a command trains or evaluates. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "mnist|DIR",
      defaultValue = Dataset.MNIST,
      description = "the bundled MNIST, or a folder of its layout (default: ${DEFAULT-VALUE})")
  private String data;

  public Dataset open() throws IOException {
    return Dataset.open(data);
  }
}
