package org.sparsevd.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;

/**
 * Classifies one image.
 *
 * <p>Arguments: a compact file, a file of raw pixels, one byte each, row by row.
 */
public final class RunModel {
  private RunModel() {}

  public static void main(String[] args) throws Exception {
    SparseModel model = SparseModel.load(Path.of(args[0])); // immutable, shared by all threads
    Session session = model.newSession(); // one per thread
    byte[] pixels = Files.readAllBytes(Path.of(args[1]));
    float[] scores = new float[model.outputSize()];
    session.run(pixels, 1, scores); // allocates nothing

    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    System.out.println("class " + best + ", score " + scores[best]);
  }
}
