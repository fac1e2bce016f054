package org.sparsevd.spark.sweep;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.sweep.Cluster;
import org.sparsevd.cli.sweep.Outcome;
import org.sparsevd.cli.sweep.Task;
import org.sparsevd.cli.sweep.TaskListener;

/** Spark as the cluster of a sweep. */
public final class SparkCluster implements Cluster {
  /** An executor that is lost is no fault of its run; the same run on four of them may be. */
  private static final String MOST_FAILURES = "8";

  private static final String VECTORS = "--add-modules jdk.incubator.vector";

  @Override
  public Folder folder(String name) throws IOException {
    return new SharedFolder(name, configuration(new SparkConf()));
  }

  @Override
  public List<String> nets(String uri) throws IOException {
    return new SharedFolder(uri, configuration(new SparkConf())).names(".onnx");
  }

  /** Hadoop's settings with those that Spark was given for it. */
  private static Configuration configuration(SparkConf spark) {
    Configuration configuration = new Configuration();
    String prefix = "spark.hadoop.";
    for (scala.Tuple2<String, String> one : spark.getAll()) {
      if (one._1().startsWith(prefix)) {
        configuration.set(one._1().substring(prefix.length()), one._2());
      }
    }
    return configuration;
  }

  @Override
  public List<Outcome> run(List<Task> tasks, String master, String folder, TaskListener listener)
      throws IOException, CliException {
    SparkConf settings = new SparkConf().setAppName("sparsevd sweep");
    if (master != null) {
      settings.setMaster(master);
    }
    settings.setIfMissing("spark.task.maxFailures", MOST_FAILURES);
    settings.setIfMissing("spark.executor.extraJavaOptions", VECTORS);
    settings.setIfMissing("spark.ui.showConsoleProgress", "false");
    String shared = SharedFolder.uri(folder);
    try (JavaSparkContext spark = new JavaSparkContext(settings)) {
      Map<String, String> hadoop = new HashMap<>();
      spark.hadoopConfiguration().forEach(one -> hadoop.put(one.getKey(), one.getValue()));
      try (RunWatcher watcher = new RunWatcher(tasks, folder(folder), listener)) {
        spark.sc().addSparkListener(watcher);
        return spark.parallelize(tasks, tasks.size()).map(new SharedRun(shared, hadoop)).collect();
      }
    } catch (Exception e) {
      throw told(e);
    }
  }

  /** What Spark throws unchecked, as a message. */
  private static CliException told(Exception problem) throws IOException {
    if (problem instanceof IOException file) {
      throw file;
    }
    if (problem instanceof SparkException) {
      return CliException.failure(
          "Spark: "
              + problem.getMessage().lines().findFirst().orElse("")
              + "; what is complete is"
              + " kept, the same command goes on");
    }
    throw new IllegalStateException(problem);
  }
}
