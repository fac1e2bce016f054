package org.sparsevd.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of tables scored on two threads of a local Spark. */
class SparkTest {
  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private String file(byte[] net) throws IOException {
    return Files.write(folder.resolve("net.spvd"), net).toString();
  }

  private static Dataset<Row> table(DataType type, Object... cells) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      rows.add(RowFactory.create(i, cells[i]));
    }
    return spark
        .createDataFrame(
            rows,
            DataTypes.createStructType(
                List.of(
                    DataTypes.createStructField("id", DataTypes.IntegerType, false),
                    DataTypes.createStructField("x", type, true))))
        .repartition(2);
  }

  /** What stands in a column, by the rows' numbers. */
  private static List<List<Float>> column(Dataset<Row> table, String name) {
    List<List<Float>> column = new ArrayList<>();
    for (Row row : table.orderBy("id").collectAsList()) {
      int place = row.fieldIndex(name);
      column.add(row.isNullAt(place) ? null : row.getList(place));
    }
    return column;
  }

  private SparseVdTransformer sums() throws IOException {
    return SparseVd.transformer(file(TinyNets.sums())).setInputCols("x").setOutputCols("y");
  }

  @Test
  void arraysVectorsAndBytesHaveTheSameScores() throws IOException {
    List<Dataset<Row>> tables =
        List.of(
            table(FLOATS, new float[] {1, 2, 3}, new float[] {0, 0, 255}),
            table(
                DataTypes.createArrayType(DataTypes.DoubleType),
                new double[] {1, 2, 3},
                new double[] {0, 0, 255}),
            table(
                DataTypes.createArrayType(DataTypes.IntegerType),
                new int[] {1, 2, 3},
                new int[] {0, 0, 255}),
            table(
                SQLDataTypes.VectorType(),
                Vectors.dense(1, 2, 3),
                Vectors.sparse(3, new int[] {2}, new double[] {255})),
            table(DataTypes.BinaryType, new byte[] {1, 2, 3}, new byte[] {0, 0, (byte) 255}));
    for (Dataset<Row> table : tables) {
      Dataset<Row> scored = sums().transform(table);
      assertThat(scored.columns()).containsExactly("id", "x", "y");
      assertThat(column(scored, "y"))
          .as("%s", table.schema())
          .containsExactly(List.of(5f, 7f), List.of(0f, -245f));
    }
  }

  @Test
  void batchesOfAnySizeGiveTheSame() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Object[] cells = new Object[1 + random.nextInt(50)];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          random.nextInt(4) == 0
              ? null
              : new float[] {random.nextInt(9), random.nextInt(9), random.nextInt(9)};
    }
    Dataset<Row> table = table(FLOATS, cells);
    for (int batch : new int[] {1, 3, 64}) {
      List<List<Float>> found = column(sums().setBatchSize(batch).transform(table), "y");
      for (int i = 0; i < cells.length; i++) {
        float[] x = (float[]) cells[i];
        assertThat(found.get(i))
            .as("seed %d, batch %d, row %d", seed, batch, i)
            .isEqualTo(x == null ? null : Arrays.asList(x[0] + 2 * x[1], 10 - x[2]));
      }
    }
  }

  @Test
  void namesMayHaveDots() throws IOException {
    Dataset<Row> table = table(FLOATS, new float[] {1, 2, 3}).withColumnRenamed("x", "a.b");
    assertThat(column(sums().setInputCols("a.b").transform(table), "y"))
        .containsExactly(List.of(5f, 7f));
  }

  @Test
  void rowsThatCannotBeScoredAreCounted() throws IOException {
    Dataset<Row> table =
        table(FLOATS, new float[] {1, 2, 3}, null, new float[] {1, 2}, new Float[] {1f, null, 2f});
    SparseVdTransformer stage = sums().setBatchSize(3);
    Dataset<Row> scored = stage.transform(table).cache(); // else sorting scores once more
    assertThat(column(scored, "y")).containsExactly(List.of(5f, 7f), null, null, null);
    assertThat(stage.unscored())
        .isEqualTo(
            Map.of("null", 1L, "array, 2 elements, expected 3", 1L, "null within an array", 1L));
    for (int batch : new int[] {1, 2}) {
      SparseVdTransformer failing = sums().setHandleInvalid("error").setBatchSize(batch);
      assertThatThrownBy(() -> failing.transform(table).collectAsList())
          .hasStackTraceContaining("a row cannot be scored: ");
    }
  }

  @Test
  void pipelinesKeepTheFile() throws IOException {
    Dataset<Row> table = table(FLOATS, new float[] {1, 2, 3});
    SparseVdTransformer stage = sums().setBatchSize(7);
    PipelineModel fitted = new Pipeline().setStages(new PipelineStage[] {stage}).fit(table);
    Path saved = folder.resolve("pipeline");
    fitted.save(saved.toString());
    Files.delete(folder.resolve("net.spvd"));
    PipelineModel loaded = PipelineModel.load(saved.toString());
    assertThat(column(loaded.transform(table), "y")).containsExactly(List.of(5f, 7f));
    SparseVdTransformer read = (SparseVdTransformer) loaded.stages()[0];
    assertThat(read.uid()).isEqualTo(stage.uid());
    assertThat(read.getOrDefault(read.batchSize())).isEqualTo(7);
    assertThat(read.getOrDefault(read.inputCols())).containsExactly("x");
    // Saved again from where it lies.
    read.save(folder.resolve("stage").toString());
    assertThat(folder.resolve("stage/model.spvd")).hasBinaryContent(TinyNets.sums());
  }

  @Test
  void sqlCallsIt() throws IOException {
    spark.udf().register("score", SparseVd.udf(spark, file(TinyNets.sums())), SparseVd.SCORES);
    table(FLOATS, new float[] {1, 2, 3}, null).createOrReplaceTempView("rows");
    assertThat(column(spark.sql("select id, score(x) as y from rows"), "y"))
        .containsExactly(List.of(5f, 7f), null);
    String two = file(TinyNets.together());
    assertThatThrownBy(() -> SparseVd.udf(spark, two))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("takes nets of one input and one output, found [wholes, floats]");
  }

  @Test
  void textsBecomeVectors() throws IOException {
    Dataset<Row> table = table(DataTypes.StringType, "Cat", "dog", null, "cat dog");
    SparseVdTransformer stage =
        SparseVd.transformer(file(TinyNets.words())).setInputCols("x").setOutputCols("v");
    float half = (float) Math.sqrt(0.5);
    assertThat(column(stage.transform(table).cache(), "v"))
        .containsExactly(List.of(1f, 0f), List.of(0f, 1f), null, List.of(half, half));
    assertThat(stage.unscored()).isEqualTo(Map.of("null", 1L));
  }

  @Test
  void netsOfSeveralInputsTakeAColumnEach() throws IOException {
    List<Row> rows =
        List.of(
            RowFactory.create(0, new long[] {1, 2, 3, 4}, new float[] {.5f, 0, 0, 1}),
            RowFactory.create(1, new long[] {1, 2, 3, (1 << 24) + 1}, new float[4]));
    StructType schema =
        new StructType(
            new StructField[] {
              DataTypes.createStructField("id", DataTypes.IntegerType, false),
              DataTypes.createStructField("a", DataTypes.createArrayType(DataTypes.LongType), true),
              DataTypes.createStructField("b", FLOATS, true)
            });
    Dataset<Row> table = spark.createDataFrame(rows, schema);
    SparseVdTransformer stage =
        SparseVd.transformer(file(TinyNets.together()))
            .setInputCols("a", "b")
            .setOutputCols("sum", "wholes");
    Dataset<Row> scored = stage.transform(table);
    assertThat(column(scored, "sum")).containsExactly(List.of(1.5f, 2f, 3f, 5f), null);
    assertThat(column(scored, "wholes")).containsExactly(List.of(1f, 2f, 3f, 4f), null);
    assertThat(stage.unscored())
        .containsOnlyKeys(
            "wholes: 1.6777217E7, expected a whole number from -16777216 to 16777216");
  }

  @Test
  void whatMakesNoSenseIsRefusedByName() throws IOException {
    Dataset<Row> table = table(FLOATS, new float[] {1, 2, 3});
    assertThatThrownBy(
            () ->
                SparseVd.transformer("/no/such.spvd")
                    .setInputCols("x")
                    .setOutputCols("y")
                    .transform(table))
        .hasRootCauseMessage("/no/such.spvd does not exist, expected a .spvd file");
    assertThatThrownBy(() -> SparseVd.transformer(file(TinyNets.sums())).transform(table))
        .hasMessageContaining("has no inputCols");
    assertThatThrownBy(() -> sums().setInputCols("z").transform(table)).hasMessageContaining("z");
    assertThatThrownBy(() -> sums().setOutputCols("x").transform(table))
        .hasMessageContaining("column x exists already");
    assertThatThrownBy(() -> sums().setInputCols("id", "x").transform(table))
        .hasMessageContaining("inputCols names 2 columns, the net has [input]");
    assertThatThrownBy(() -> sums().setHandleInvalid("drop"))
        .hasMessageContaining("handleInvalid is 'drop', expected 'keep' or 'error'");
    byte[] damaged = TinyNets.sums();
    damaged[damaged.length / 2] ^= 1;
    assertThatThrownBy(
            () ->
                SparseVd.transformer(file(damaged))
                    .setInputCols("x")
                    .setOutputCols("y")
                    .transform(table))
        .hasStackTraceContaining("net.spvd: ");
  }
}
