package org.sparsevd.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.reflect.ClassTag$;

/**
 * Rows a second on a Spark of two threads: ours, and ONNX Runtime in a {@code mapPartitions}, by
 * turns in one JVM. Arguments: {@code FILE.spvd FILE.onnx bytes|floats|TEXTS.txt ROWS}. Properties:
 * {@code batch} is ours, {@code partitions} the tasks of a turn, and {@code tasks} many tasks, of
 * which one's cost is told.
 */
final class ScoringBenchmark {
  private static final int THREADS = 2;
  private static final int TURNS = 7;
  private static final int BATCH = 64;

  private ScoringBenchmark() {}

  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", false)
            .getOrCreate();
    int rows = Integer.parseInt(args[3]);
    int partitions = Integer.getInteger("partitions", 2);
    Dataset<Row> table = table(spark, args[2], rows).repartition(partitions).cache();
    table.count();
    boolean texts = args[2].endsWith(".txt");
    SparseVdTransformer ours =
        SparseVd.transformer(args[0])
            .setInputCols("x")
            .setOutputCols("y")
            .setBatchSize(Integer.getInteger("batch", 1))
            .setHandleInvalid("error");
    StructType after = ours.transformSchema(table.schema());
    OrtPartition theirs =
        new OrtPartition(
            broadcast(spark, Files.readAllBytes(Path.of(args[1]))),
            texts ? broadcast(spark, Files.readAllBytes(Path.of(args[0]))) : null,
            0,
            Integer.getInteger("theirs", BATCH));
    // Once, as theirs has one session: an executor scores many tables with what it has prepared.
    Dataset<Row> scored = ours.transform(table);
    Dataset<Row> theirScored = table.mapPartitions(theirs, Encoders.row(after));
    List<Double> ratios = new ArrayList<>();
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
    for (int turn = 0; turn <= TURNS; turn++) {
      double a = seconds(scored);
      double b = seconds(theirScored);
      if (turn > 0) { // the first warms up
        ratios.add(b / a);
        best[0] = Math.min(best[0], a);
        best[1] = Math.min(best[1], b);
      }
    }
    ratios.sort(null);
    System.out.printf(
        "%s, %s, %d rows in %d tasks: ours %.0f rows/s, ONNX Runtime %.0f rows/s"
            + " (best of %d turns); %.2fx (median; %.2f to %.2f)%n",
        Path.of(args[0]).getFileName(),
        texts ? "texts" : args[2],
        rows,
        partitions,
        rows / best[0],
        rows / best[1],
        TURNS,
        ratios.get(TURNS / 2),
        ratios.get(0),
        ratios.get(TURNS - 1));
    int tasks = Integer.getInteger("tasks", 0);
    if (tasks > 0) {
      double many = Double.MAX_VALUE;
      Dataset<Row> apart = ours.transform(table.repartition(tasks).cache());
      for (int turn = 0; turn <= TURNS; turn++) {
        many = Math.min(many, seconds(apart));
      }
      System.out.printf(
          "the same rows in %d tasks: %.2f s in place of %.2f, %.1f ms of a thread for a task%n",
          tasks, many, best[0], (many - best[0]) * THREADS / (tasks - partitions) * 1e3);
    }
    spark.stop();
  }

  private static Broadcast<byte[]> broadcast(SparkSession spark, byte[] bytes) {
    return spark.sparkContext().broadcast(bytes, ClassTag$.MODULE$.apply(byte[].class));
  }

  private static double seconds(Dataset<Row> scored) {
    long start = System.nanoTime();
    scored.write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Digits of 784 pixels, one in five not black; or the lines of a file. */
  private static Dataset<Row> table(SparkSession spark, String kind, int rows) throws Exception {
    List<Row> all = new ArrayList<>(rows);
    Random random = new Random(1);
    boolean bytes = kind.equals("bytes");
    List<String> lines = kind.endsWith(".txt") ? Files.readAllLines(Path.of(kind)) : List.of();
    for (int i = 0; i < rows; i++) {
      if (!lines.isEmpty()) {
        all.add(RowFactory.create(lines.get(i % lines.size())));
        continue;
      }
      byte[] pixels = new byte[784];
      Float[] floats = new Float[784];
      Arrays.fill(floats, 0f);
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = random.nextInt(5) == 0 ? (byte) random.nextInt(256) : 0;
        floats[p] = (float) (pixels[p] & 0xff);
      }
      all.add(RowFactory.create((Object) (bytes ? pixels : floats)));
    }
    DataType type =
        !lines.isEmpty()
            ? DataTypes.StringType
            : bytes ? DataTypes.BinaryType : DataTypes.createArrayType(DataTypes.FloatType);
    return spark.createDataFrame(
        all, DataTypes.createStructType(List.of(DataTypes.createStructField("x", type, false))));
  }
}
