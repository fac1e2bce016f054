package org.sparsevd.cli.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  @Test
  void whatIsReadIsNeverReplaced() throws Exception {
    Path input = Files.write(folder.resolve("net.onnx"), new byte[] {1, 2});
    Path same = folder.resolve(".").resolve("net.onnx");
    assertThatThrownBy(() -> OutputFile.check(same, true, input, ".spvd"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("is the input");
    assertThat(input).hasBinaryContent(new byte[] {1, 2});
  }

  @Test
  void namesOfTheOtherKindAreRefused() throws Exception {
    Path input = Files.write(folder.resolve("net.onnx"), new byte[] {1});
    assertThatThrownBy(() -> OutputFile.check(folder.resolve("a.spvd"), false, input, ".spvd"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("no .spvd file");
    OutputFile.check(folder.resolve("a.onnx"), false, input, ".spvd");
  }
}
