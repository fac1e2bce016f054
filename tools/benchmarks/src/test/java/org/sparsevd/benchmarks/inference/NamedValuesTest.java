package org.sparsevd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.runtime.Value;

class NamedValuesTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("ids", Value.of(new long[] {1, -2, 1L << 20}, 1, 3));
    values.put("größe", Value.of(new float[] {0.5f}));
    values.put("image", Value.of(new float[] {1, 2, 3, 4}, 1, 2, 2));
    Path file = folder.resolve("values");
    NamedValues.write(values, file);
    List<NamedValues> read = NamedValues.read(file);
    assertThat(read).extracting(NamedValues::name).containsExactly("ids", "größe", "image");
    assertThat(read.get(0).extents()).containsExactly(1, 3);
    assertThat(read.get(0).elements()).isEqualTo(new long[] {1, -2, 1L << 20});
    assertThat(read.get(1).extents()).isEmpty();
    assertThat(read.get(1).elements()).isEqualTo(new float[] {0.5f});
    assertThat(read.get(2).elements()).isEqualTo(new float[] {1, 2, 3, 4});
  }

  @Test
  void otherElementsAreRefusedByName() {
    Map<String, Value> values = Map.of("mask", Value.of(new boolean[] {true}, 1));
    assertThatThrownBy(() -> NamedValues.write(values, folder.resolve("values")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mask");
  }
}
