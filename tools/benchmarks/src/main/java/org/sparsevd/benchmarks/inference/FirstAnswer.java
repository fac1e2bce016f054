package org.sparsevd.benchmarks.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * A fresh JVM's way to its first scores in our runtime: file to load, file of raw pixels, or of
 * values by name if a third argument says so.
 */
public final class FirstAnswer {
  private FirstAnswer() {}

  /** Prints the nanoseconds since it was called, and a score so that all had to be computed. */
  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    float score = args.length > 2 ? named(args) : pixels(args);
    System.out.println(System.nanoTime() - start + " " + score);
  }

  private static float pixels(String[] args) throws IOException {
    byte[] pixels = Files.readAllBytes(Path.of(args[1]));
    SparseModel model = SparseModel.load(Path.of(args[0]));
    float[] scores = new float[model.outputSize()];
    model.newSession(1).run(pixels, 1, scores);
    return scores[0];
  }

  private static float named(String[] args) throws IOException {
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (NamedValues each : NamedValues.read(Path.of(args[1]))) {
      inputs.put(
          each.name(),
          each.elements() instanceof long[] whole
              ? Value.of(whole, each.extents())
              : Value.of((float[]) each.elements(), each.extents()));
    }
    SparseModel model = SparseModel.load(Path.of(args[0]));
    return model.newSession().run(inputs).values().iterator().next().floats()[0];
  }
}
