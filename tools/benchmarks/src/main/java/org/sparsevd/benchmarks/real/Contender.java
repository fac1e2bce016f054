package org.sparsevd.benchmarks.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.nets.DrawnInputs;
import org.sparsevd.nets.DrawnRange;
import org.sparsevd.nets.IndexRanges;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.OnnxPort;
import org.sparsevd.nets.OnnxRuntimeCalls;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;

/**
 * A net in a runtime, with what it is asked again and again.
 *
 * @param call answers once
 * @param answer what it found last
 */
record Contender(String name, Call call, Answer answer) {
  private static final String COMPACT = ".spvd";

  /** One call. */
  interface Call {
    void run() throws IOException;
  }

  /** The values of the first output. */
  interface Answer {
    float[] values();
  }

  /**
   * A net from one input of floats, asked for raw pixels.
   *
   * @param file compact, or of ONNX
   */
  static Contender ofPixels(String name, Path file, Path pixels, int threads) throws IOException {
    byte[] image = Files.readAllBytes(pixels);
    LoadedNet net = open(file, threads);
    float[] scores = new float[net.outputSize()];
    return new Contender(name, () -> net.answer(image, 1, scores), () -> scores);
  }

  private static LoadedNet open(Path file, int threads) throws IOException {
    if (!file.toString().endsWith(COMPACT)) {
      return OnnxRuntimeNet.load(
          file, new OnnxRuntimeNet.Fixed(1, OnnxExporter.BATCH_DIMENSION, threads));
    }
    SparseModel model = SparseModel.load(file);
    return threads == 1 ? SparseVdNet.single(model, 1) : SparseVdNet.parallel(model, threads);
  }

  /**
   * A net of any inputs, asked for values by name.
   *
   * @param compact the file that says what inputs may hold
   * @param extent what each free extent is, but the first
   */
  static Contender ofValues(String name, Path file, Path compact, int extent) throws IOException {
    Map<String, Value> inputs = drawn(SpvdFile.read(compact), extent);
    Map<String, Value> outputs = new LinkedHashMap<>();
    Answer answer = () -> outputs.values().iterator().next().floats();
    if (!file.toString().endsWith(COMPACT)) {
      OnnxRuntimeCalls calls = OnnxRuntimeCalls.optimised(file);
      return new Contender(name, () -> outputs.putAll(calls.run(inputs)), answer);
    }
    Session session = SparseModel.load(file).newSession();
    outputs.putAll(session.run(inputs));
    return new Contender(name, () -> session.run(inputs, outputs), answer);
  }

  /** What a net is asked: what its inputs may hold, drawn once. */
  static Map<String, Value> drawn(Model model, int extent) throws IOException {
    Map<Integer, DrawnRange> found = IndexRanges.of(model);
    Map<String, DrawnRange> ranges = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    List<OnnxPort> ports = new ArrayList<>();
    for (int i = 0; i < model.inputs().size(); i++) {
      Model.Input input = model.inputs().get(i);
      List<String> extents = new ArrayList<>();
      for (int axis = 0; axis < input.shape().rank(); axis++) {
        String own = input.shape().extent(axis).toString();
        extents.add(own);
        numbers.put(own, axis == 0 ? 1 : extent);
      }
      ports.add(OnnxPort.of(input.name(), input.type(), extents));
      DrawnRange range = found.get(i);
      // A mask of ones, as that of a sentence without padding.
      ranges.put(input.name(), range == null ? new DrawnRange(1, 1) : range);
    }
    return new DrawnInputs(numbers, ranges).draw(ports, 1);
  }
}
