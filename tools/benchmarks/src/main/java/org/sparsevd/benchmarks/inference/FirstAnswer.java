package org.sparsevd.benchmarks.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.runtime.SparseModel;

/** A fresh JVM's way to its first scores in our runtime: file to load, file of raw pixels. */
public final class FirstAnswer {
  private FirstAnswer() {}

  /** Prints the nanoseconds since it was called, and a score so that all had to be computed. */
  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    byte[] pixels = Files.readAllBytes(Path.of(args[1]));
    SparseModel model = SparseModel.load(Path.of(args[0]));
    float[] scores = new float[model.outputSize()];
    model.newSession(1).run(pixels, 1, scores);
    System.out.println(System.nanoTime() - start + " " + scores[0]);
  }
}
