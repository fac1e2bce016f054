package org.sparsevd.benchmarks.nets;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The files of MiniLM, which does not come with the project. */
public final class MiniLmFiles {
  @Option(names = "--minilm", paramLabel = "FILE.onnx", description = "all-MiniLM-L6-v2")
  private Path whole;

  @Option(names = "--minilm-ours", paramLabel = "FILE.spvd", description = "ours in 8 bits")
  private Path ours;

  @Option(names = "--minilm-int8", paramLabel = "FILE.onnx", description = "theirs in 8 bits")
  private Path int8;

  /** Theirs in float32; null where it is not given. */
  public Path whole() {
    return whole;
  }

  /** Ours in 8 bits; null where it is not given. */
  public Path ours() {
    return ours;
  }

  /** Theirs in 8 bits; null where it is not given. */
  public Path int8() {
    return int8;
  }

  /** Whether both in 8 bits are given. */
  public boolean haveBytes() {
    return ours != null && int8 != null;
  }
}
