package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.trainer.Evaluation;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;

/** Commands on a checkpoint take the data that it was trained on, in the way it was trained. */
class TrainingDataTest {
  private static final String NETWORK =
      """
      {
        "name": "tiny",
        "input": [1, 6, 6],
        "layers": [
          {"type": "conv2d", "filters": 2, "kernel": 3},
          {"type": "maxPool2d", "size": 2},
          "relu",
          "flatten",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 16,
          "initialLogSigma2": -8,
          "phases": [
            {"kind": "dense", "epochs": 6, "learningRate": 0.02},
            {"kind": "sparse", "epochs": 6, "learningRate": 0.01, "klWeight": 0.3}
          ]
        }
      }
      """;

  private static final int HELD_OUT = 40;

  @TempDir private Path folder;
  private Path data;
  private Path network;
  private Path checkpoint;
  private Path spvd;

  @BeforeEach
  void write() throws IOException {
    data = TinyData.write(folder.resolve("tiny"), 6, 6);
    network = Files.writeString(folder.resolve("tiny.json"), NETWORK);
    checkpoint = folder.resolve("model.ckpt");
    spvd = folder.resolve("model.spvd");
  }

  private static JsonNode json(Object... words) throws IOException {
    Invocation invocation = Invocation.of(words);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return new ObjectMapper().readTree(invocation.out());
  }

  private void train(Object... options) {
    Object[] words = {
      "train", "--network", network, "--data", data, "--threads", 1, "--out", checkpoint
    };
    Object[] all = new Object[words.length + options.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    Invocation invocation = Invocation.of(all);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
  }

  /** Written by version 0.1: the data set's name is {@code tiny/validation-40/zca}. */
  private void oldCheckpoint() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("validation-zca-version-0.1.ckpt")) {
      Files.copy(in, checkpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void imagesAreSplitBeforeTheyAreWhitenedAsTrainingDid(boolean old) throws IOException {
    if (old) {
      oldCheckpoint();
    } else {
      train("--validation", HELD_OUT, "--preprocessing", "zca");
    }
    Checkpoint trained = Checkpoint.read(checkpoint);
    assertThat(trained.dataset().text()).isEqualTo("tiny, validation 40, zca");

    // The images that training held out, whitened as it did: so it told this error of them.
    JsonNode quantisation =
        json("compress", checkpoint, "--data", data, "--out", spvd, "--json").get("quantisation");
    assertThat(quantisation.get("validationImages").asInt()).isEqualTo(HELD_OUT);
    assertThat(quantisation.get("trainedOn").asBoolean()).isFalse();
    double told = trained.history().get(trained.history().size() - 1).testErrorPercent();
    assertThat(told).isPositive();
    assertThat(quantisation.get("errorBeforePercent").asDouble()).isEqualTo(told);

    // The test images, whitened by the images that are left to train on.
    Images test =
        Dataset.open(data.toString()).validation(HELD_OUT).whitened().onFinalTest().test();
    double expected = Evaluation.on(trained, test, new TrainerOptions(0, 1, "host")).errorPercent();
    JsonNode verified =
        json("verify", checkpoint, spvd, "--data", data, "--json", "--max-error-increase", 10)
            .get("verification");
    assertThat(verified.get(0).get("testErrorPercent").asDouble()).isEqualTo(expected);
  }

  @Test
  void netsOfRandomLabelsAreCompressedByTheirLabels() throws IOException {
    train("--labels", "random", "--seed", 3, "--validation", 30);
    assertThat(Checkpoint.read(checkpoint).dataset().text())
        .isEqualTo("tiny, validation 30, random labels 3");
    JsonNode quantisation =
        json("compress", checkpoint, "--data", data, "--out", spvd, "--json").get("quantisation");
    assertThat(quantisation.get("validationImages").asInt()).isEqualTo(30);
  }

  @Test
  void otherDataAreRefused() throws IOException {
    train();
    json("compress", checkpoint, "--lossless", "--out", spvd, "--json");
    json("verify", checkpoint, spvd, "--data", data, "--json");
    Path others = TinyData.write(folder.resolve("others"), 6, 6, 90);
    String trained = "model.ckpt: the net was trained on 'tiny' ";
    String digests = trained + "with SHA-256 [0-9a-f]{64}, found 'others' with [0-9a-f]{64};";
    String shapes = trained + "of images \\[1, 6, 6], found 'mnist' of images \\[1, 28, 28];";
    for (Object wrong : List.of(others, "mnist")) {
      for (Invocation refused :
          List.of(
              Invocation.of("verify", checkpoint, spvd, "--data", wrong),
              Invocation.of(
                  "compress",
                  checkpoint,
                  "--data",
                  wrong,
                  "--out",
                  folder.resolve("never.spvd")))) {
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err())
            .containsPattern(wrong == others ? digests : shapes)
            .contains("--data names others");
      }
    }
  }

  @Test
  void aTrainingSetOfOneImageIsRefusedBeforeTraining() {
    Path run = folder.resolve("run");
    Object[] one = {
      "pipeline", "--network", network, "--data", data, "--validation", 399, "--out", run
    };
    Invocation refused = Invocation.of(one);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "sparsevd: training takes at least 2 images, data set 'tiny, validation 399' has 1");
    assertThat(run).doesNotExist();

    Object[] two = {
      "pipeline", "--network", network, "--data", data, "--validation", 398, "--out", run
    };
    Invocation pipeline = Invocation.of(two);
    assertThat(pipeline.err()).doesNotContain("unexpected");
    assertThat(run.resolve("report.json")).isNotEmptyFile();
  }
}
