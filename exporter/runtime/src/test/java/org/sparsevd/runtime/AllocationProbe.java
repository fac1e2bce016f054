package org.sparsevd.runtime;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.Shape;

/** What calls of a session allocate, measured in a JVM that has run nothing else. */
final class AllocationProbe {
  private static final int ROUNDS = 1_000;

  /** Floats of an input from which on a batch takes too long to be tried as often. */
  private static final int LARGE = 3_000;

  /** Nanoseconds of all threads, the JIT's too, after which what has not settled will not. */
  private static final long LONGEST = 20_000_000_000L;

  private AllocationProbe() {}

  /** The bytes of the last of some rounds of calls. */
  static long inOwnProcess(String kernels, String net) throws IOException, InterruptedException {
    return Long.parseLong(OwnJvm.run(List.of(), AllocationProbe.class, kernels, net));
  }

  static Model net(String name, Random random) {
    return switch (name) {
      case "dense" -> SessionTest.lenet(random, 0.9);
      case "sparse" -> SessionTest.lenet(random, 0.3);
      case "deep" -> deep(random);
      default -> RealShapes.named(name, random);
    };
  }

  /** Images so large that weights go by in blocks, for a quad of vectors and for many. */
  private static Model deep(Random random) {
    return new Model.Chain("deep", Shape.of(40, 20, 20))
        .add("conv1", RandomModels.convolution(random, 0.2, Shape.of(90, 40, 3, 3)))
        .add("pool1", new Op.MaxPool2d(Window.pooling(2)))
        .add("conv2", RandomModels.convolution(random, 0.1, Shape.of(30, 90, 2, 2)))
        .add("relu2", new Op.Relu())
        .add("pool2", new Op.MaxPool2d(Window.pooling(2)))
        .add("flatten", new Op.Flatten())
        .add("fc", RandomModels.dense(random, 0.05, Shape.of(10, 480)))
        .build();
  }

  /** Vectors are objects until the JIT has compiled the kernels, so it runs until they are. */
  public static void main(String[] args) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Model net = net(args[1], new Random(3));
    SparseModel sparse = SparseModel.of(net, KernelLookup.find(args[0]));
    Session session = sparse.newSession();
    int batch = sparse.inputSize() < LARGE ? 40 : 1;
    float[] inputs = RandomModels.floats(new Random(4), batch * sparse.inputSize());
    byte[] pixels = new byte[inputs.length];
    float[] outputs = new float[batch * sparse.outputSize()];
    long id = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int round = 0;
        allocated > 0 && round < ROUNDS && process.getProcessCpuTime() < LONGEST;
        round++) {
      long before = bean.getThreadAllocatedBytes(id);
      for (int i = 0; i < 20; i++) {
        session.run(inputs, batch, outputs);
        session.run(inputs, 1, outputs);
        session.run(pixels, batch, outputs);
      }
      allocated = bean.getThreadAllocatedBytes(id) - before;
    }
    System.out.println(allocated);
  }
}
