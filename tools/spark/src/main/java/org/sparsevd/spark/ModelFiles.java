package org.sparsevd.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Files wherever Hadoop's file systems find them: {@code file:}, {@code hdfs:}, {@code s3a:}. */
final class ModelFiles {
  /** A broadcast is one array. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64;

  private ModelFiles() {}

  /**
   * Reads a file whole.
   *
   * @throws IOException if there is none, it is a folder, too large, or cannot be read; names it
   */
  static byte[] read(SparkSession spark, String name) throws IOException {
    Path path = new Path(name);
    FileStatus status;
    try {
      status = path.getFileSystem(configuration(spark)).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(name + " does not exist, expected a .spvd file");
    }
    if (!status.isFile() || status.getLen() > MOST_BYTES) {
      throw new IOException(
          name + ", expected a file of at most " + MOST_BYTES + " bytes, found " + status);
    }
    byte[] bytes = new byte[(int) status.getLen()];
    try (FSDataInputStream in = path.getFileSystem(configuration(spark)).open(path)) {
      in.readFully(0, bytes);
    }
    return bytes;
  }

  /** Writes a file, in place of the one that is there. */
  static void write(SparkSession spark, String name, byte[] bytes) throws IOException {
    Path path = new Path(name);
    try (FSDataOutputStream out = path.getFileSystem(configuration(spark)).create(path, true)) {
      out.write(bytes);
    }
  }

  private static Configuration configuration(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }
}
