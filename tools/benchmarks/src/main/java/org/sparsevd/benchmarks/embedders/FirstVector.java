package org.sparsevd.benchmarks.embedders;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.sparsevd.langchain4j.SparseVdEmbeddingModel;

/** A fresh JVM's way to the first vector of a text; both sides as LangChain4j's interface. */
final class FirstVector {
  private static final String RESIDENT = "VmRSS:";

  private FirstVector() {}

  /** Prints nanoseconds since it was called, resident kB, and the vector. */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    EmbeddingModel model =
        args.length > 1
            ? Ours.load(Path.of(args[1]))
            : ServiceLoader.load(EmbeddingModelFactory.class).findFirst().orElseThrow().create();
    float[] vector = model.embed(args[0]).content().vector();
    StringBuilder line = new StringBuilder();
    line.append(System.nanoTime() - start).append(' ').append(resident());
    for (float number : vector) {
      line.append(' ').append(number);
    }
    System.out.println(line);
  }

  /** The class path of theirs has none of ours. */
  private static final class Ours {
    static EmbeddingModel load(Path file) throws IOException {
      return SparseVdEmbeddingModel.load(file);
    }
  }

  /** Memory of this process that is in RAM, in kB; 0 where the system does not say it. */
  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(RESIDENT))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
