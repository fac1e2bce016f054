package org.sparsevd.runtime;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.sparsevd.model.Model;

/** What calls of a session allocate, measured in a JVM that has run nothing else. */
final class AllocationProbe {
  private static final int ROUNDS = 1_000;

  private AllocationProbe() {}

  /** The bytes of the last of some rounds of calls. */
  static long inOwnProcess(String kernels) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            AllocationProbe.class.getName(),
            kernels);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new AssertionError("the process ended with " + process.exitValue() + ": " + printed);
    }
    return Long.parseLong(printed);
  }

  /** Vectors are objects until the JIT has compiled the kernels, so it runs until they are. */
  public static void main(String[] args) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Model net = SessionTest.lenet(new Random(3));
    SparseModel sparse = SparseModel.of(net, KernelLookup.find(args[0]));
    Session session = sparse.newSession();
    float[] inputs = RandomModels.floats(new Random(4), 40 * sparse.inputSize());
    byte[] pixels = new byte[inputs.length];
    float[] outputs = new float[40 * sparse.outputSize()];
    long id = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && allocated > 0; round++) {
      long before = bean.getThreadAllocatedBytes(id);
      for (int i = 0; i < 20; i++) {
        session.run(inputs, 40, outputs);
        session.run(inputs, 1, outputs);
        session.run(pixels, 40, outputs);
      }
      allocated = bean.getThreadAllocatedBytes(id) - before;
    }
    System.out.println(allocated);
  }
}
