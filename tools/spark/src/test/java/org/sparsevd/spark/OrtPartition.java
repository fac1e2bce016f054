package org.sparsevd.spark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.sparsevd.runtime.Value;
import org.sparsevd.text.TextEncoder;

/**
 * What a user of ONNX Runtime writes: a session for an executor, of one thread a task, and batches.
 *
 * @param net an ONNX file
 * @param words the {@code .spvd} file whose vocabulary makes tokens of texts; null for numbers
 * @param column the place of what the net takes
 * @param batch rows that are taken together; of texts, those of one length go in one call
 */
record OrtPartition(Broadcast<byte[]> net, Broadcast<byte[]> words, int column, int batch)
    implements MapPartitionsFunction<Row, Row> {
  private static OrtSession session;

  private static synchronized OrtSession session(byte[] net) throws OrtException {
    if (session == null) {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = OrtEnvironment.getEnvironment().createSession(net, options);
    }
    return session;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws Exception {
    OrtSession ort = session(net.value());
    TextEncoder texts = words == null ? null : TextEncoder.load(words.value());
    return new Iterator<>() {
      private final List<Row> ready = new ArrayList<>();
      private int next;

      @Override
      public boolean hasNext() {
        return next < ready.size() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (next == ready.size()) {
          ready.clear();
          next = 0;
          try {
            fill();
          } catch (OrtException | Cells.Unfit e) {
            throw new IllegalStateException(e);
          }
        }
        return ready.get(next++);
      }

      private void fill() throws OrtException, Cells.Unfit {
        List<Row> taken = new ArrayList<>();
        while (taken.size() < batch && rows.hasNext()) {
          taken.add(rows.next());
        }
        float[][] scores = texts == null ? numbers(ort, taken) : texts(ort, texts, taken);
        for (int i = 0; i < scores.length; i++) {
          Row row = taken.get(i);
          Object[] cells = new Object[row.length() + 1];
          for (int c = 0; c < row.length(); c++) {
            cells[c] = row.get(c);
          }
          cells[row.length()] = scores[i];
          ready.add(RowFactory.create(cells));
        }
      }
    };
  }

  private float[][] numbers(OrtSession ort, List<Row> rows) throws OrtException, Cells.Unfit {
    long[] shape =
        ((ai.onnxruntime.TensorInfo) ort.getInputInfo().values().iterator().next().getInfo())
            .getShape();
    int size = 1;
    for (int i = 1; i < shape.length; i++) {
      size *= (int) shape[i];
    }
    shape[0] = rows.size();
    float[] inputs = new float[rows.size() * size];
    for (int i = 0; i < rows.size(); i++) {
      int at = i * size;
      Cells.read(rows.get(i).get(column), size, (j, number) -> inputs[at + j] = (float) number);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs), shape);
        OrtSession.Result result = ort.run(Map.of(ort.getInputNames().iterator().next(), tensor))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  /** Tokens by our encoder, the net by theirs, the mean by hand. */
  private float[][] texts(OrtSession ort, TextEncoder encoder, List<Row> rows) throws OrtException {
    Map<Integer, List<Integer>> lengths = new TreeMap<>();
    int[][] tokens = new int[rows.size()][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = encoder.tokens(rows.get(i).getString(column));
      lengths.computeIfAbsent(tokens[i].length, length -> new ArrayList<>()).add(i);
    }
    float[][] vectors = new float[tokens.length][];
    for (Map.Entry<Integer, List<Integer>> group : lengths.entrySet()) {
      float[][][] found = call(ort, tokens, group.getKey(), group.getValue());
      for (int i = 0; i < found.length; i++) {
        vectors[group.getValue().get(i)] = mean(found[i]);
      }
    }
    return vectors;
  }

  private static float[][][] call(OrtSession ort, int[][] tokens, int length, List<Integer> places)
      throws OrtException {
    Map<String, OnnxTensor> call = new HashMap<>();
    for (String input : ort.getInputNames()) {
      LongBuffer elements = LongBuffer.allocate(places.size() * length);
      for (int place : places) {
        Value one = TextEncoder.call(List.of(input), tokens[place]).get(input);
        elements.put(one.longs());
      }
      long[] shape = {places.size(), length};
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      call.put(input, OnnxTensor.createTensor(environment, elements.flip(), shape));
    }
    try (OrtSession.Result result = ort.run(call)) {
      return (float[][][]) result.get(0).getValue();
    } finally {
      call.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] mean(float[][] rows) {
    float[] mean = new float[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    return mean;
  }
}
