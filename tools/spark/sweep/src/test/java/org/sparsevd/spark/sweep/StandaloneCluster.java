package org.sparsevd.spark.sweep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Spark of this machine in processes of its own: a master, and workers of one thread each. */
final class StandaloneCluster implements AutoCloseable {
  /** Options that Spark needs, which the build passes to its tests, too. */
  static final String OPTIONS = System.getProperty("sparsevd.spark.options", "");

  private final Path folder;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  StandaloneCluster(Path folder, int count) throws IOException, InterruptedException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("home/jars"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    master =
        java("master", "org.apache.spark.deploy.master.Master", "--port", String.valueOf(port));
    awaitMaster();
    for (int i = 0; i < count; i++) {
      String work = folder.resolve("work-" + i).toString();
      workers.add(
          java(
              "worker-" + i,
              "org.apache.spark.deploy.worker.Worker",
              url(),
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              work));
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  private Process java(String name, String type, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(OPTIONS.split(" +")));
    command.addAll(List.of("-Xmx256m", type, "--host", "127.0.0.1", "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
    return builder.start();
  }

  private void awaitMaster() throws IOException, InterruptedException {
    while (master.isAlive()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IOException("no master: " + Files.readString(folder.resolve("master.log")));
  }

  /** Ends a worker with all that it started, as a machine that loses its power. */
  void kill(int worker) {
    kill(workers.get(worker));
  }

  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** What executors wrote to stderr. */
  String log() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.endsWith("stderr")).sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    workers.forEach(StandaloneCluster::kill);
    kill(master);
  }
}
