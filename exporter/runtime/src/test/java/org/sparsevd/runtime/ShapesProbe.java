package org.sparsevd.runtime;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;

/** What calls of four shapes in turn allocate, into arrays that are there already. */
final class ShapesProbe {
  private static final int ROUNDS = 1_000;

  /** Nanoseconds after which what has not settled will not. */
  private static final long LONGEST = 20_000_000_000L;

  private ShapesProbe() {}

  /** Vectors are objects until the JIT has compiled the kernels, so it runs until they are. */
  public static void main(String[] args) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Model net = RandomTensors.model(new Random(3));
    Session session = SparseModel.of(net).newSession();
    List<Map<String, Value>> calls = new ArrayList<>();
    List<Map<String, Value>> results = new ArrayList<>();
    for (int length = 1; length <= 4; length++) {
      Map<String, Value> call = RandomTensors.call(net, new Random(length), 2, length);
      calls.add(call);
      results.add(new HashMap<>(session.run(call)));
    }
    long id = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    long end = System.nanoTime() + LONGEST;
    for (int round = 0; allocated > 0 && round < ROUNDS && System.nanoTime() < end; round++) {
      long before = bean.getThreadAllocatedBytes(id);
      for (int i = 0; i < 80; i++) {
        session.run(calls.get(i % 4), results.get(i % 4));
      }
      allocated = bean.getThreadAllocatedBytes(id) - before;
    }
    System.out.println(allocated);
  }
}
