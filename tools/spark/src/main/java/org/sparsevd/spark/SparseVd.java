package org.sparsevd.spark;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Where Spark meets a {@code .spvd} file. */
public final class SparseVd {
  /** What {@link #udf} returns: an array of floats. */
  public static final DataType SCORES = DataTypes.createArrayType(DataTypes.FloatType, false);

  private SparseVd() {}

  /** A stage of a Spark ML pipeline that scores with this file; its columns are still to be set. */
  public static SparseVdTransformer transformer(String path) {
    return new SparseVdTransformer().setModel(path);
  }

  /**
   * A function for SQL: {@code spark.udf().register("score", SparseVd.udf(spark, path),
   * SparseVd.SCORES)}. It takes one column, whose cells are as {@link SparseVdTransformer} says. A
   * cell that cannot be scored gives null; the accumulator "cells that FILE did not score" counts
   * why.
   *
   * @param path a net of one input and one output, on any file system of Hadoop's
   * @throws IOException if it cannot be read, is damaged, or has several inputs or outputs
   */
  public static UDF1<Object, float[]> udf(SparkSession spark, String path) throws IOException {
    BroadcastModel net = new BroadcastModel(path, ModelFiles.read(spark, path));
    if (net.inputs().size() != 1 || net.outputs().size() != 1) {
      throw new IOException(
          path
              + ": a function takes nets of one input and one output, found "
              + net.inputs()
              + " and "
              + net.outputs());
    }
    UnscoredRows unscored = new UnscoredRows();
    spark.sparkContext().register(unscored, "cells that " + path + " did not score");
    return new ScoreFunction(
        spark
            .sparkContext()
            .broadcast(net, scala.reflect.ClassTag$.MODULE$.apply(BroadcastModel.class)),
        false,
        unscored);
  }
}
