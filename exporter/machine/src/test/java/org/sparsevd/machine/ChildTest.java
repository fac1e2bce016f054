package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** JVMs that may not run machine code: they answer with the same bits, and say why. */
class ChildTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  /** What a JVM says: status, answer, and all that went to stderr. */
  private record Said(String status, String answer, String errors) {}

  private static Said say(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.add(Child.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", command, errors).isZero();
    List<String> lines = out.lines().toList();
    return new Said(lines.get(0), lines.get(1), errors);
  }

  @Test
  void whereverCodeRunsOrNotTheAnswerIsTheSame() throws Exception {
    Said machine = say(VECTORS, NATIVE);
    assertThat(machine.status()).startsWith("machine: avx");
    assertThat(machine.errors().lines().filter(line -> !line.contains("incubator"))).isEmpty();
    for (List<String> options :
        List.of(
            List.of(VECTORS, NATIVE, "-Dsparsevd.kernels=vector"),
            List.of(VECTORS, NATIVE, "-Xint"),
            List.of(NATIVE),
            List.of(VECTORS, NATIVE, "-Dos.name=Windows 11"))) {
      Said other = say(options.toArray(String[]::new));
      assertThat(other.answer()).as("%s", options).isEqualTo(machine.answer());
    }
  }

  @Test
  void deniedAccessIsSaidWhenAskedAndNotOtherwise() throws Exception {
    boolean canDeny = Runtime.version().feature() >= 24;
    Assumptions.assumeTrue(canDeny, "this JDK has no --illegal-native-access");
    Said denied = say(VECTORS, "--illegal-native-access=deny");
    assertThat(denied.status()).isEqualTo("vector: native access is denied");
    assertThat(denied.errors().lines().filter(line -> !line.contains("incubator"))).isEmpty();
    assertThat(denied.answer()).isEqualTo(say(VECTORS, NATIVE).answer());
  }

  @Test
  void otherSystemsAndPropertiesAreNamed() throws Exception {
    assertThat(say(VECTORS, NATIVE, "-Dos.name=Windows 11").status())
        .isEqualTo("vector: it is made for Linux on x86-64, and this is Windows 11 on amd64");
    assertThat(say(VECTORS, NATIVE, "-Dsparsevd.kernels=vector").status())
        .isEqualTo("vector: -Dsparsevd.kernels=vector");
  }

  /** No memory off the heap: calls get none, and vectors answer. */
  @Test
  void exhaustedMemoryLeavesTheOtherKernels() throws Exception {
    Said little = say(VECTORS, NATIVE, "-XX:MaxDirectMemorySize=4k");
    assertThat(little.answer()).isEqualTo(say(VECTORS, NATIVE).answer());
  }
}
