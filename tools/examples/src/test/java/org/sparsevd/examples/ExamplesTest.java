package org.sparsevd.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;

/** Runs every example as its Javadoc says, one on what another has written. */
class ExamplesTest {
  private static final String MNIST = "mnist";

  @TempDir private static Path folder;
  private static String trained;
  private static Path checkpoint;
  private static Path compact;

  /** A program with arguments. */
  private interface Program {
    void run(String[] args) throws Exception;
  }

  @BeforeAll
  static void train() throws Exception {
    checkpoint = folder.resolve("digits.ckpt");
    compact = folder.resolve("digits.spvd");
    trained = printed(TrainAndDeploy::main, MNIST, "1", checkpoint, compact);
  }

  private static String printed(Program program, Object... args) throws Exception {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      program.run(texts);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static double percent(String text, String before) {
    String number = text.substring(text.indexOf(before) + before.length());
    return Double.parseDouble(number.substring(0, number.indexOf(" %")).replace(',', '.'));
  }

  @Test
  void trainsAndWritesAFileToDeploy() {
    assertThat(trained).startsWith("epoch 1: test error ");
    assertThat(compact).isNotEmptyFile();
  }

  @Test
  void classifiesADigit() throws Exception {
    Path pixels = Files.write(folder.resolve("digit.raw"), Dataset.open(MNIST).test().pixels(0, 1));
    assertThat(printed(RunModel::main, compact, pixels)).startsWith("class 7, score ");
  }

  @Test
  void answersALargeBatchAsTheTrainerDid() throws Exception {
    String told = printed(RunInParallel::main, compact, MNIST);
    assertThat(percent(told, "test error ")).isEqualTo(percent(trained, "test error "));
  }

  @Test
  void importsAndPrunesWithAndWithoutData() throws Exception {
    TrainedModel net = Checkpoint.read(checkpoint).trainedModel();
    Path onnx = folder.resolve("theirs.onnx");
    OnnxExporter.write(net.model(), OnnxProfile.DENSE, onnx);
    Path byMagnitude = folder.resolve("magnitude.spvd");
    assertThat(printed(ImportOnnx::main, onnx, byMagnitude)).endsWith(" nodes written\n");
    Path byData = folder.resolve("data.spvd");
    String told = printed(CalibrateOnData::main, onnx, MNIST, "0.9", byData);
    assertThat(percent(told, "error on chosen images ")).isLessThan(10);
    assertThat(byData).isNotEmptyFile();
    assertThat(Files.size(byData)).isLessThan(Files.size(byMagnitude));
  }
}
