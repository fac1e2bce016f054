package org.sparsevd.benchmarks.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.benchmarks.nets.Pictures;
import org.sparsevd.benchmarks.nets.Subject;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.benchmarks.report.JavaProcess;
import org.sparsevd.benchmarks.report.Median;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/**
 * Starts JVM after JVM, each of which loads a file and answers once. Each has only its own runtime
 * on the class path; contenders take turns, so that all see the same machine.
 */
public final class ColdStart {
  /** Our runtime in a JVM with the Vector API. */
  public static final String SPARSEVD = "sparsevd";

  /** Our runtime in a plain JVM. */
  public static final String SPARSEVD_PLAIN = "sparsevd, no Vector API";

  /** ONNX Runtime as it comes: it unpacks its native library at every start. */
  public static final String ONNX = "onnx";

  /** ONNX Runtime with its native library unpacked beforehand. */
  public static final String ONNX_UNPACKED = "onnx, library unpacked";

  private final String net;
  private final Path folder;
  private final List<Starter> starters = new ArrayList<>();

  private record Starter(String name, List<String> command) {}

  /**
   * Writes the files to load into a folder.
   *
   * @throws IOException if they cannot be written
   */
  static ColdStart of(Subject subject, Path folder) throws IOException {
    Path spvd = folder.resolve("model.spvd");
    Path onnx = folder.resolve("model.onnx");
    Path pixels = folder.resolve("pixels");
    SpvdFile.write(subject.shrunk(), spvd);
    OnnxExporter.write(subject.whole().orElse(subject.shrunk()), OnnxProfile.DENSE, onnx);
    Files.write(pixels, Pictures.of(subject.shrunk().inputShape(), 1));
    return new ColdStart(subject.name(), spvd, onnx, pixels, folder);
  }

  /**
   * Of files that are there.
   *
   * @param folder for more files
   */
  public ColdStart(String net, Path spvd, Path onnx, Path pixels, Path folder) throws IOException {
    this.net = net;
    this.folder = folder;
    List<Class<?>> own = List.of(FirstAnswer.class, SparseModel.class, Model.class);
    List<Class<?>> theirs = List.of(FirstOnnxAnswer.class, OrtEnvironment.class);
    add(SPARSEVD, JavaOptions.withVectors(), own, spvd, pixels);
    add(SPARSEVD_PLAIN, JavaOptions.plain(), own, spvd, pixels);
    add(ONNX, JavaOptions.plain(), theirs, onnx, pixels);
    Path library = folder.resolve("library");
    if (OnnxLibrary.unpack(library)) {
      List<String> options = new ArrayList<>(JavaOptions.plain());
      options.add("-Donnxruntime.native.path=" + library);
      add(ONNX_UNPACKED, options, theirs, onnx, pixels);
    }
  }

  /** The first of the classes has the main method; together they name the class path. */
  private void add(
      String name, List<String> options, List<Class<?>> classes, Path file, Path pixels) {
    List<String> arguments = List.of(file.toString(), pixels.toString());
    starters.add(new Starter(name, JavaOptions.command(options, classes, arguments)));
  }

  /** So many starts of each contender. */
  public List<ColdTime> measure(int runs) throws IOException, InterruptedException {
    double[][] answers = new double[starters.size()][runs];
    double[][] processes = new double[starters.size()][runs];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < starters.size(); i++) {
        long start = System.nanoTime();
        String printed = JavaProcess.run(starters.get(i).name(), starters.get(i).command(), folder);
        processes[i][run] = (System.nanoTime() - start) / 1e6;
        answers[i][run] = Long.parseLong(printed.split(" ")[0]) / 1e6;
      }
    }
    List<ColdTime> times = new ArrayList<>();
    for (int i = 0; i < starters.size(); i++) {
      times.add(
          new ColdTime(
              net, starters.get(i).name(), Median.of(answers[i]), Median.of(processes[i])));
    }
    return times;
  }
}
