package org.sparsevd.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  /** What the system says of the same processor. */
  @Test
  void saysWhatTheSystemSays() throws IOException {
    String flags =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .orElseThrow();
    List<String> all = List.of(flags.split("\\s+"));
    Processor found = Processor.find();
    assertThat(found.avx2()).isEqualTo(all.contains("avx2") && all.contains("fma"));
    assertThat(found.avxVnni()).isEqualTo(all.contains("avx_vnni"));
    assertThat(found.avx512())
        .isEqualTo(all.containsAll(List.of("avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl")));
    assertThat(found.vnni()).isEqualTo(found.avx512() && all.contains("avx512_vnni"));
  }
}
