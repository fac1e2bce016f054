package org.sparsevd.machine.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The assembler of GNU binutils, where it is there. */
final class GnuAssembler {
  private final Path folder;

  GnuAssembler(Path folder) {
    this.folder = folder;
  }

  static boolean isThere() {
    return succeeds("as", "--version") && succeeds("objcopy", "--version");
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The code of these lines, one behind the other. */
  byte[] assemble(List<String> lines) throws IOException, InterruptedException {
    Path source = folder.resolve("all.s");
    Path object = folder.resolve("all.o");
    Path code = folder.resolve("all.bin");
    Files.writeString(source, ".intel_syntax noprefix\n" + String.join("\n", lines) + "\n");
    run("as", "--64", "-o", object.toString(), source.toString());
    run("objcopy", "-O", "binary", "-j", ".text", object.toString(), code.toString());
    return Files.readAllBytes(code);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + said);
    }
  }
}
