package org.sparsevd.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownArraysTest {
  private final KnownArrays known = new KnownArrays();

  @Test
  void aCollectionLeavesTheSegment() {
    float[] array = new float[100];
    int first = System.identityHashCode(known.of(array));
    System.gc();
    assertThat(System.identityHashCode(known.of(array))).isEqualTo(first);
  }

  @Test
  void anotherArrayIsAnotherSegment() {
    float[] array = {1, 2};
    float[] other = {3, 4};
    assertThat(known.of(array).heapBase()).containsSame(array);
    assertThat(known.of(other).heapBase()).containsSame(other);
  }

  @Test
  void severalArraysAreKnownAtOnce() {
    List<float[]> arrays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      arrays.add(new float[] {i});
    }
    List<MemorySegment> segments = arrays.stream().map(known::of).toList();
    for (int i = 0; i < arrays.size(); i++) {
      assertThat(known.of(arrays.get(i))).isSameAs(segments.get(i));
    }
  }
}
