package org.sparsevd.machine;

import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;

/** What a JVM with other options says: which kernels it has, and what a net answers. */
final class Child {
  private Child() {}

  /** Prints the status and the answer's bits. */
  public static void main(String[] args) {
    Model model = new RandomNets(new Random(17)).lenet();
    float[] input = new RandomNets(new Random(18)).input(model.inputShape().size());
    Session session = SparseModel.of(model).newSession();
    float[] output = new float[model.outputShape().size()];
    for (int i = 0; i < 100; i++) {
      session.run(input, output);
    }
    StringBuilder bits = new StringBuilder();
    for (float value : output) {
      bits.append(Integer.toHexString(Float.floatToRawIntBits(value))).append(' ');
    }
    System.out.println(KernelLookup.status());
    System.out.println(bits);
  }
}
