package org.sparsevd.machine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.Ending;

/**
 * The same code for vectors of 512 bits, as a disassembler reads it: the instructions of that for
 * 256 bits, on registers of twice the width. Processors of most developers do not run it.
 */
class WidthsTest {
  @TempDir Path folder;

  private List<String> disassembled(CellShape shape, Part part)
      throws IOException, InterruptedException {
    CellEnding ending = new CellEnding(64 * shape.width().bytes(), 4096, new Ending(0, 6, 320));
    Path code = Files.write(folder.resolve("code"), new CellCode(shape, ending, part).write());
    Process process =
        new ProcessBuilder(
                "objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", code + "")
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    for (String line : new String(process.getInputStream().readAllBytes()).lines().toList()) {
      String[] parts = line.split("\t");
      if (parts.length == 3) {
        lines.add(parts[2].strip());
      }
    }
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  private static boolean isThere() {
    try {
      return new ProcessBuilder("objdump", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Without distances and targets of jumps, which depend on the width. */
  private static String form(String line) {
    return line.replaceAll("zmm", "ymm")
        .replaceAll("ZMMWORD|YMMWORD", "WORD")
        .replaceAll("[+-]0x[0-9a-f]+\\]", "]")
        .replaceAll("^(j\\w+ +)0x.*", "$1")
        .replaceAll("^(add +\\w+,)0x.*", "$1");
  }

  @Test
  void codeOfTwiceTheWidthHasTheSameInstructions() throws IOException, InterruptedException {
    Assumptions.assumeTrue(isThere(), "no objdump");
    for (int filters = 1; filters <= 2; filters++) {
      for (int rows = 1; rows <= 2; rows++) {
        for (int block = 0; block < 3; block++) {
          Part part = Part.of(block, 3);
          CellShape narrow = new CellShape(Width.YMM, filters, rows, 3, 1 + block % 2);
          CellShape wide = new CellShape(Width.ZMM, filters, rows, 3, 1 + block % 2);
          List<String> expected = disassembled(narrow, part);
          List<String> found = disassembled(wide, part);
          assertThat(found).noneMatch(line -> line.contains("bad")).anyMatch(WidthsTest::isWide);
          assertThat(found.stream().map(WidthsTest::form).toList())
              .isEqualTo(expected.stream().map(WidthsTest::form).toList());
        }
      }
    }
  }

  private static boolean isWide(String line) {
    return line.contains("zmm");
  }
}
