package org.sparsevd.runtime;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;

/** What the kernels of a JVM compute, for comparison with those of others. */
final class WidthProbe {
  private static final int MODELS = 24;

  private WidthProbe() {}

  /** A line for each model: its seed, and a hash of all bits that come out. */
  static String results(Kernels kernels) {
    StringBuilder lines = new StringBuilder();
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = model(seed, random);
      SparseModel sparse = SparseModel.of(model, kernels);
      int batch = 1 + random.nextInt(70);
      float[] inputs = RandomModels.floats(random, batch * sparse.inputSize());
      float[] together = new float[batch * sparse.outputSize()];
      sparse.newSession().run(inputs, batch, together);
      float[] alone = new float[together.length];
      Session session = sparse.newSession();
      int some = Math.min(batch, 3);
      for (int b = 0; b < some; b++) {
        session.run(inputs, b, 1, alone);
      }
      int one = Arrays.hashCode(Arrays.copyOf(alone, some * sparse.outputSize()));
      lines.append("seed ").append(seed).append(": ").append(one).append(" alone, ");
      lines.append(Arrays.hashCode(together)).append(" of ").append(batch).append('\n');
    }
    return lines.toString();
  }

  /** A line for each net of what runs on images in tiles: its seed, and a hash of what it finds. */
  static String tiled(Kernels kernels) {
    StringBuilder lines = new StringBuilder();
    for (long seed = 0; seed < MODELS; seed++) {
      SparseModel sparse = SparseModel.of(TiledModels.of(new Random(seed)), kernels);
      float[] input = RandomModels.floats(new Random(seed), sparse.inputSize());
      float[] output = new float[sparse.outputSize()];
      sparse.newSession().run(input, output);
      lines.append("seed ").append(seed).append(": ").append(Arrays.hashCode(output)).append('\n');
    }
    return lines.toString();
  }

  /** A line for each layer of a transformer: its seed, and hashes of what it finds. */
  static String tokens(Kernels kernels) {
    StringBuilder lines = new StringBuilder();
    for (long seed = 0; seed < MODELS; seed++) {
      Model model = TokenModels.of(new Random(seed));
      SparseModel sparse = SparseModel.of(model, kernels);
      Map<String, Value> found = TokensTest.run(sparse, model, TokensTest.input(model, seed));
      lines.append("seed ").append(seed);
      for (Model.Output output : model.outputs()) {
        lines.append(' ').append(Arrays.hashCode(found.get(output.name()).floats()));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  /** Small nets of all operators, and some whose images go by in phases or in blocks. */
  private static Model model(long seed, Random random) {
    if (seed < 4) {
      return SessionTest.lenet(random, seed == 0 ? 0.7 : 0.3);
    } else if (seed == 4) {
      return AllocationProbe.net("deep", random);
    }
    return seed % 2 == 0 ? RandomModels.image(random) : RandomModels.vector(random);
  }

  /** How the net with phases is run. */
  static String phases(Kernels kernels) {
    return SparseModel.of(model(0, new Random(0)), kernels).kernels().get(0);
  }

  /** Whether the calls of a model agree from the first on; the kernels of the last. */
  private static String calls() {
    Model model = model(7, new Random(7));
    SparseModel sparse = SparseModel.of(model);
    Session session = sparse.newSession();
    float[] input = RandomModels.floats(new Random(8), sparse.inputSize());
    float[] first = new float[sparse.outputSize()];
    session.run(input, first);
    float[] next = new float[first.length];
    for (int call = 2; call < 50; call++) {
      session.run(input, next);
      if (!Arrays.equals(first, next)) {
        return "call " + call + " differs";
      }
    }
    Kernels last = sparse.fixed().engine(1).kernels();
    return last.name() + (last.fuses() ? ", fused" : ", rounded");
  }

  public static void main(String[] args) {
    if (args[0].equals("calls")) {
      System.out.println(calls());
    } else if (args[0].equals("tiles")) {
      System.out.println(tiled(KernelLookup.find("vector")));
    } else if (args[0].equals("tokens")) {
      System.out.println(tokens(KernelLookup.find("vector")));
    } else {
      Kernels kernels = KernelLookup.find("vector");
      System.out.println(kernels.lanes() + " lanes, " + phases(kernels));
      System.out.println(results(kernels));
    }
  }
}
