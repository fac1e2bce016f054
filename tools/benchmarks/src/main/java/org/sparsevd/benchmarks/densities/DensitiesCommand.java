package org.sparsevd.benchmarks.densities;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.sparsevd.benchmarks.report.MarkdownTable;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.kernel.KernelLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The time of layers at several densities, over that of the same layer with all its weights. No
 * number should be above 1: a layer may not be slower sparse than dense.
 */
@Command(
    name = "densities",
    description = "How long layers take with some of their weights, over all of them.",
    mixinStandardHelpOptions = true)
public final class DensitiesCommand implements Callable<Integer> {
  private static final double[] DENSITIES = {0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

  @Option(names = "--seconds", defaultValue = "8", description = "For each layer: ${DEFAULT-VALUE}")
  private double seconds;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A layer that answers. */
  private record Contender(Session session, Map<String, Value> in, Map<String, Value> out) {
    static Contender of(OneLayer layer, double density) {
      float[] x = new float[layer.input.size()];
      Random random = new Random(2);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
      Session session = SparseModel.of(layer.model(density)).newSession();
      Map<String, Value> in = Map.of("x", Value.of(x, layer.input.toArray()));
      return new Contender(session, in, session.run(in));
    }

    void answer() {
      session.run(in, out);
    }
  }

  @Override
  public Integer call() {
    System.out.println("kernels: " + KernelLookup.status());
    String[] headings = new String[DENSITIES.length + 1];
    headings[0] = "layer";
    for (int i = 0; i < DENSITIES.length; i++) {
      boolean all = i == DENSITIES.length - 1;
      headings[i + 1] = all ? "all, us" : Math.round(100 * DENSITIES[i]) + " %";
    }
    MarkdownTable table = new MarkdownTable(headings);
    for (OneLayer layer : OneLayer.values()) {
      table.row(row(layer));
    }
    System.out.println(table);
    return 0;
  }

  private String[] row(OneLayer layer) {
    double[] best = measure(layer);
    String[] cells = new String[DENSITIES.length + 1];
    cells[0] = layer.title;
    double all = best[best.length - 1];
    for (int i = 0; i < best.length - 1; i++) {
      cells[i + 1] = Math.round(100 * best[i] / all) / 100.0 + "";
    }
    cells[best.length] = Math.round(all / 1000) + "";
    return cells;
  }

  /** Nanoseconds of the fastest call at each density, all by turns. */
  private double[] measure(OneLayer layer) {
    Contender[] all = new Contender[DENSITIES.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Contender.of(layer, DENSITIES[i]);
    }
    double[] best = new double[all.length];
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int round = 0; round < 3 || System.nanoTime() < end; round++) {
      if (round < 3) {
        Arrays.fill(best, Double.POSITIVE_INFINITY);
      }
      for (int i = 0; i < all.length; i++) {
        for (int call = 0; call < 5; call++) {
          long before = threads.getCurrentThreadCpuTime();
          all[i].answer();
          best[i] = Math.min(best[i], threads.getCurrentThreadCpuTime() - before);
        }
      }
    }
    return best;
  }
}
