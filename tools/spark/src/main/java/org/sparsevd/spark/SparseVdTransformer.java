package org.sparsevd.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Scores rows with a {@code .spvd} file, as a stage of a Spark ML pipeline.
 *
 * <p>A column holds an array or a vector of numbers, raw bytes (pixels, 0 to 255), one number, or a
 * text, whichever the net takes. Nets of several inputs take a column each. What comes out is an
 * array of floats for each output. The file's bytes are broadcast once, the tasks of an executor
 * share the decoded net, and each has a session of its own.
 *
 * <p>A row that cannot be scored (null, another number of elements) gets null, and {@link
 * #unscored} says how many there were and why. With {@code handleInvalid} "error" it ends the job.
 *
 * <p>Saved with a pipeline, the stage keeps the file beside its parameters.
 */
public final class SparseVdTransformer extends Transformer implements MLWritable {
  private static final long serialVersionUID = 1;
  private static final String SAVED_FILE = "model.spvd";
  private static final String ERROR = "error";
  private static final String KEEP = "keep";

  private final String uid;
  private final Param<String> model;
  private final StringArrayParam inputCols;
  private final StringArrayParam outputCols;
  private final IntParam batchSize;
  private final Param<String> handleInvalid;
  private transient UnscoredRows unscored;

  /** A stage without parameters. */
  public SparseVdTransformer() {
    this(Identifiable$.MODULE$.randomUID("sparsevd"));
  }

  /** A stage of this name, as Spark makes it when it loads one. */
  public SparseVdTransformer(String uid) {
    this.uid = uid; // Spark asks for it when a parameter is made
    this.model = new Param<>(this, "model", "the .spvd file, on any file system of Hadoop's");
    this.inputCols =
        new StringArrayParam(this, "inputCols", "columns that the net takes, in its order");
    this.outputCols =
        new StringArrayParam(this, "outputCols", "columns of what comes out, in the net's order");
    this.batchSize =
        new IntParam(this, "batchSize", "rows scored together", ParamValidators.gtEq(1));
    this.handleInvalid =
        new Param<>(
            this,
            "handleInvalid",
            "rows that cannot be scored: 'keep' gives null and counts them, 'error' ends the job");
    setDefault(batchSize, 1);
    setDefault(handleInvalid, KEEP);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The file. */
  public Param<String> model() {
    return model;
  }

  /** What the net takes. */
  public StringArrayParam inputCols() {
    return inputCols;
  }

  /** What comes out. */
  public StringArrayParam outputCols() {
    return outputCols;
  }

  /** Rows scored together. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** What becomes of rows that cannot be scored. */
  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  /** Sets the {@code .spvd} file, on any file system of Hadoop's. */
  public SparseVdTransformer setModel(String path) {
    return with(model, path);
  }

  /** Sets the columns that the net takes, in its order. */
  public SparseVdTransformer setInputCols(String... columns) {
    return with(inputCols, columns);
  }

  /** Sets the columns that are appended, in the order of the net's outputs. */
  public SparseVdTransformer setOutputCols(String... columns) {
    return with(outputCols, columns);
  }

  /**
   * Sets how many rows are scored together: 1 by default. Then Spark hands over the column alone.
   * For more it takes whole rows apart and puts them together again, which most often costs more
   * than the net gains.
   */
  public SparseVdTransformer setBatchSize(int rows) {
    return with(batchSize, (Object) rows);
  }

  /** Sets what becomes of rows that cannot be scored: {@code keep} (by default), {@code error}. */
  public SparseVdTransformer setHandleInvalid(String choice) {
    if (!List.of(KEEP, ERROR).contains(choice)) {
      throw new IllegalArgumentException(
          "handleInvalid is '" + choice + "', expected '" + KEEP + "' or '" + ERROR + "'");
    }
    return with(handleInvalid, choice);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private SparseVdTransformer with(Param parameter, Object value) {
    set(parameter, value);
    return this;
  }

  /**
   * Why rows were not scored, and how many for each reason, in all jobs so far. A row counts again
   * where Spark computes it again.
   */
  public Map<String, Long> unscored() {
    return unscored == null ? Map.of() : unscored.value();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    SparkSession spark = dataset.sparkSession();
    String file = required(model);
    BroadcastModel net;
    try {
      net = new BroadcastModel(file, ModelFiles.read(spark, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] inputs = required(inputCols);
    String[] outputs = required(outputCols);
    expect(inputCols.name(), inputs, net.inputs());
    expect(outputCols.name(), outputs, net.outputs());
    StructType after = transformSchema(dataset.schema());
    int[] places = Arrays.stream(inputs).mapToInt(dataset.schema()::fieldIndex).toArray();
    if (unscored == null) {
      unscored = new UnscoredRows();
      spark.sparkContext().register(unscored, "rows that " + uid + " did not score");
    }
    Broadcast<BroadcastModel> shared =
        spark
            .sparkContext()
            .broadcast(net, scala.reflect.ClassTag$.MODULE$.apply(BroadcastModel.class));
    int batch = (Integer) getOrDefault(batchSize);
    boolean failing = ERROR.equals(getOrDefault(handleInvalid));
    if (batch == 1 && inputs.length == 1 && outputs.length == 1) {
      ScoreFunction function = new ScoreFunction(shared, failing, unscored);
      return dataset.withColumn(
          outputs[0],
          functions.udf(function, SparseVd.SCORES).apply(dataset.col(quoted(inputs[0]))));
    }
    ScorePartition scoring =
        new ScorePartition(shared, places, outputs.length, batch, failing, unscored);
    return dataset.toDF().mapPartitions(scoring, Encoders.row(after));
  }

  /** A name as it stands; else Spark takes a dot for a part of a column. */
  private static String quoted(String column) {
    return '`' + column.replace("`", "``") + '`';
  }

  private <T> T required(Param<T> parameter) {
    if (!isDefined(parameter)) {
      throw new IllegalArgumentException(
          uid + " has no " + parameter.name() + ": " + parameter.doc());
    }
    return getOrDefault(parameter);
  }

  private static void expect(String parameter, String[] columns, List<String> values) {
    if (columns.length != values.size()) {
      throw new IllegalArgumentException(
          parameter + " names " + columns.length + " columns, the net has " + values);
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    for (String column : required(inputCols)) {
      schema.fieldIndex(column); // names the column if there is none
    }
    StructType after = schema;
    for (String column : required(outputCols)) {
      if (Arrays.asList(after.fieldNames()).contains(column)) {
        throw new IllegalArgumentException("column " + column + " exists already");
      }
      after = after.add(column, SparseVd.SCORES, true);
    }
    return after;
  }

  @Override
  public SparseVdTransformer copy(ParamMap extra) {
    SparseVdTransformer copy = defaultCopy(extra);
    copy.unscored = unscored;
    return copy;
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** Reads stages; Spark looks for this method by its name. */
  public static MLReader<SparseVdTransformer> read() {
    return new Reader();
  }

  /** Reads a stage that was saved. */
  public static SparseVdTransformer load(String path) {
    return read().load(path);
  }

  /** Spark's own file of parameters, and the net beside it. */
  private static final class Writer extends MLWriter {
    private final SparseVdTransformer stage;

    Writer(SparseVdTransformer stage) {
      this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
      SparkSession spark = sparkSession();
      try {
        byte[] file = ModelFiles.read(spark, stage.required(stage.model));
        new DefaultParamsWriter(stage).session(spark).save(path);
        ModelFiles.write(spark, path + "/" + SAVED_FILE, file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends MLReader<SparseVdTransformer> {
    @Override
    public SparseVdTransformer load(String path) {
      return new DefaultParamsReader<SparseVdTransformer>()
          .session(sparkSession())
          .load(path)
          .setModel(path + "/" + SAVED_FILE);
    }
  }
}
