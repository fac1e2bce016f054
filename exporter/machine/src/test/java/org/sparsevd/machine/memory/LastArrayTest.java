package org.sparsevd.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastArrayTest {
  private final LastArray last = new LastArray();

  @Test
  void aCollectionLeavesTheSegment() {
    float[] array = new float[100];
    int first = System.identityHashCode(last.of(array));
    System.gc();
    assertThat(System.identityHashCode(last.of(array))).isEqualTo(first);
  }

  @Test
  void anotherArrayIsAnotherSegment() {
    float[] array = {1, 2};
    float[] other = {3, 4};
    MemorySegment of = last.of(array);
    assertThat(last.of(other).heapBase()).containsSame(other);
    assertThat(last.of(array)).isNotSameAs(of).isEqualTo(of);
  }

  @Test
  void threadsDoNotPushEachOtherOut() throws InterruptedException {
    float[] mine = {1};
    MemorySegment segment = last.of(mine);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Thread thread = new Thread(() -> last.of(new float[] {2}));
      if ((thread.threadId() - Thread.currentThread().threadId()) % 16 != 0) {
        others.add(thread);
      }
    }
    assertThat(others).isNotEmpty();
    for (Thread thread : others) {
      thread.start();
      thread.join();
    }
    assertThat(last.of(mine)).isSameAs(segment);
  }
}
