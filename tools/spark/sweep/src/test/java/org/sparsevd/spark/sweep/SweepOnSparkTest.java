package org.sparsevd.spark.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.Main;

/** Sweeps on Spark: on threads of this process, and on a master with two workers. */
class SweepOnSparkTest {
  @TempDir private Path folder;
  private Path data;

  /** What a command printed. */
  private record Ran(int code, String out, String err) {
    static Ran of(String... arguments) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
      return new Ran(code, out.toString(), err.toString());
    }
  }

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>(List.of("a,b,c,d,class"));
    for (int i = 0; i < 4000; i++) {
      float[] x = new float[4];
      for (int k = 0; k < x.length; k++) {
        x[k] = (float) random.nextGaussian();
      }
      int label = (x[0] > 0 ? 1 : 0) + (x[1] + x[2] > 0 ? 1 : 0);
      lines.add(x[0] + "," + x[1] + "," + x[2] + "," + x[3] + "," + label);
    }
    data = Files.write(folder.resolve("points.csv"), lines);
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "127.0.0.1");
  }

  @AfterEach
  void clear() {
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith("spark."));
  }

  private String spec(int epochs, String seeds) throws IOException {
    String json =
        "{\"pipeline\": {\"preset\": \"mlp\", \"data\": \"DATA\", \"epochs\": EPOCHS, \"seed\":"
            + " [SEEDS]}}";
    return Files.writeString(
            folder.resolve("sweep.json"),
            json.replace("DATA", data.toString())
                .replace("EPOCHS", String.valueOf(epochs))
                .replace("SEEDS", seeds))
        .toString();
  }

  private void isThatOfOneRun(Path run, int epochs, String seed) {
    Path alone = folder.resolve("alone-" + seed);
    Ran ran =
        Ran.of(
            "pipeline",
            "mlp",
            "--data=" + data,
            "--epochs=" + epochs,
            "--seed=" + seed,
            "--threads=2",
            "--out=" + alone);
    assertThat(ran.code()).as(ran.err()).isZero();
    for (String file : List.of("model.ckpt", "model.spvd", "model.onnx")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(alone.resolve(file));
    }
  }

  @Test
  void runsOnThreadsOfThisProcess() throws IOException {
    Path out = folder.resolve("runs");
    Ran sweep =
        Ran.of("sweep", spec(3, "1, 2"), "--out", out.toUri().toString(), "--master", "local[2]");
    assertThat(sweep.code()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("2 runs", "seed-1", "runs.html");
    assertThat(sweep.err()).contains("2/2 ");
    assertThat(out.resolve("runs.html")).isNotEmptyFile();
    isThatOfOneRun(out.resolve("seed-2"), 3, "2");
    try (var files = Files.list(out.resolve("seed-1"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.endsWith(".crc"))
          .containsExactlyInAnyOrder(
              "task.json",
              "model.ckpt",
              "model.spvd",
              "model.onnx",
              "model-sparse.onnx",
              "model-shrunk.onnx",
              "report.json",
              "report.html");
    }
    // Nothing is left to do.
    Ran again = Ran.of("sweep", spec(3, "1, 2"), "--out", out.toString(), "--master", "local[2]");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("2 runs, 0 to do");
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    SharedFolder shared = new SharedFolder(folder.resolve("s").toString(), new Configuration());
    Path file = Files.writeString(folder.resolve("state"), "whole");
    shared.keep(file, 3, 9, 17);
    shared.keep(file, 5, 9, 18);
    assertThat(shared.checkpoints()).extracting(SharedFolder.Kept::epoch).containsExactly(5);
    shared.put(file, "epoch-4-of-9-2.ckpt");
    shared.put(file, "epoch-x.ckpt");
    assertThat(shared.checkpoints()).extracting(SharedFolder.Kept::epoch).containsExactly(5, 4);
    assertThat(shared.read("none")).isNull();
    shared.removeCheckpoints(Integer.MAX_VALUE);
    assertThat(shared.checkpoints()).isEmpty();
  }

  @Test
  void aWorkerThatIsKilledLosesAnEpochAtMost() throws Exception {
    int epochs = Integer.getInteger("sparsevd.sweep.epochs", 300);
    Path out = folder.resolve("runs");
    String spec = spec(epochs, "1, 2, 3");
    System.setProperty("spark.executor.memory", "512m");
    System.setProperty("spark.executor.cores", "1");
    System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    // Workers have no native libraries; that of ONNX Runtime crashes where a class path is long.
    System.setProperty(
        "spark.executor.extraJavaOptions",
        StandaloneCluster.OPTIONS + " -Donnxruntime.native.path=/none");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      CompletableFuture<Ran> sweep =
          CompletableFuture.supplyAsync(
              () -> Ran.of("sweep", spec, "--out", out.toString(), "--master", cluster.url()));
      // Both workers train, and both have kept more than the first epoch.
      Map<String, Integer> kept = new TreeMap<>();
      while (!sweep.isDone() && kept.values().stream().filter(epoch -> epoch > 1).count() < 2) {
        TimeUnit.MILLISECONDS.sleep(200);
        for (String seed : List.of("1", "2", "3")) {
          SharedFolder run = new SharedFolder(out + "/seed-" + seed, new Configuration());
          run.checkpoints().forEach(one -> kept.merge(seed, one.epoch(), Math::max));
        }
      }
      assertThat(sweep.isDone()).as("%s", cluster.log()).isFalse();
      cluster.kill(0);
      Ran ran = sweep.get(10, TimeUnit.MINUTES);
      assertThat(ran.code()).as("%s%s", ran.err(), cluster.log()).isZero();
      assertThat(ran.err()).contains("was interrupted", "3/3 ");
      Matcher goesOn =
          Pattern.compile("seed-([0-9]) goes on behind epoch ([0-9]+)").matcher(cluster.log());
      assertThat(goesOn.find()).isTrue();
      assertThat(Integer.parseInt(goesOn.group(2)))
          .isGreaterThanOrEqualTo(kept.get(goesOn.group(1)));
      isThatOfOneRun(out.resolve("seed-" + goesOn.group(1)), epochs, goesOn.group(1));
    }
  }
}
