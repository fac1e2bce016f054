package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Nets that take images channels first and last: data reach them in their own order. */
class LayoutTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIDE = 32;
  private static final int AREA = SIDE * SIDE;
  private static final int WIDTH = 3 * AREA / 16;
  private static final float[] WEIGHT = weight(10 * WIDTH);

  @TempDir private static Path folder;
  private static Path data;

  @TempDir private Path scratch;

  private static float[] weight(int count) {
    Random random = new Random(11);
    float[] weight = new float[count];
    for (int i = 0; i < count; i++) {
      weight[i] = (float) random.nextGaussian() / 1000;
    }
    return weight;
  }

  /** The same function of a picture in either layout. */
  private static Model net(boolean last) {
    Model.Chain chain =
        new Model.Chain("net", last ? Shape.of(SIDE, SIDE, 3) : Shape.of(3, SIDE, SIDE));
    if (last) {
      chain.add("planes", new Op.Transpose(List.of(2, 0, 1)));
    }
    return chain
        .add("pool", new Op.MaxPool2d(Window.pooling(4))) // fewer weights are fitted sooner
        .add("flat", new Op.Flatten())
        .add("fc", new Op.Dense(new DenseTensor(Shape.of(10, WIDTH), WEIGHT), new float[10]))
        .build();
  }

  private static Path onnx(boolean last) throws IOException {
    Path file = folder.resolve(last ? "last.onnx" : "first.onnx");
    OnnxExporter.write(net(last), OnnxProfile.DENSE, file);
    return file;
  }

  /** A folder in CIFAR's layout, whose labels are what the net says: no error, if read right. */
  @BeforeAll
  static void write() throws IOException {
    data = Files.createDirectory(folder.resolve("cifar"));
    Random random = new Random(5);
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int i = 0; i < 40; i++) {
        byte[] planes = new byte[3 * AREA];
        for (int k = 0; k < planes.length; k++) {
          planes[k] = (byte) random.nextInt(k / AREA % 2 == i % 2 ? 256 : 60);
        }
        Answers answers =
            Inputs.pixels(planes, planes.length)
                .answers(SparseVdNet.single(SparseModel.of(net(false)), 1));
        records.write(answers.top1(0));
        records.write(planes);
      }
      Files.write(data.resolve(name + ".bin"), records.toByteArray());
    }
  }

  private static JsonNode fine(Object... arguments) throws IOException {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return JSON.readTree(invocation.out());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void imagesReachTheNetInItsOrder(boolean last) throws IOException {
    Path small = scratch.resolve("small.spvd");
    fine("compress", onnx(last), "--lossless", "--out", small, "--json");
    JsonNode run = fine("run", small, "--data", data, "--json");
    assertThat(run.get("errorPercent").asDouble()).isZero();
    assertThat(run.get("layout").asText()).isEqualTo(last ? "channels last" : "channels first");
    assertThat(Invocation.of("run", small, "--data", data).out())
        .contains(last ? "channels last" : "channels first");
  }

  /** A conversion with a value per channel, in front of either. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void calibrationAndMeansFollowTheLayout(boolean last) throws IOException {
    Path small = scratch.resolve("small.spvd");
    JsonNode compressed =
        fine(
            "compress",
            onnx(last),
            "--calibrate",
            data,
            "--sparsity",
            0.1,
            "--lossless",
            "--mean",
            "0,0,0",
            "--std",
            "0.5,0.5,0.5",
            "--out",
            small,
            "--json");
    assertThat(compressed.get("calibration").get("errorPercentBefore").asDouble()).isZero();
    assertThat(compressed.get("calibration").get("pixels").asText())
        .contains(last ? "channels last" : "channels first");
    JsonNode run = fine("run", small, "--data", data, "--json");
    assertThat(run.get("errorPercent"))
        .isEqualTo(compressed.get("calibration").get("errorPercentAfter"));
    JsonNode exported =
        fine(
            "export",
            onnx(last),
            "--calibrate",
            data,
            "--out",
            scratch.resolve("x.onnx"),
            "--json");
    assertThat(exported.get("comparison").get("passed").asBoolean()).isTrue();
  }

  @Test
  void picturesGiveTheSameScoresInBothLayouts() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(8);
    for (int i = 0; i < AREA; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt(1 << 24));
    }
    Path picture = scratch.resolve("image.png");
    ImageIO.write(image, "png", picture.toFile());
    JsonNode[] answers = new JsonNode[2];
    for (int i = 0; i < 2; i++) {
      Path small = scratch.resolve(i + ".spvd");
      fine("compress", onnx(i == 1), "--lossless", "--out", small, "--json");
      answers[i] = fine("run", small, "--input", picture, "--json").get("probabilities");
    }
    for (int c = 0; c < 10; c++) {
      assertThat(answers[1].get(c).asDouble())
          .isCloseTo(answers[0].get(c).asDouble(), within(1e-5));
    }
  }

  /** Of any extents that 784 grey pixels may have, and of a file as long as the input. */
  @Test
  void greyPicturesFitEveryShapeOfGreyImages() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.setRGB(3, 4, 0xffffff);
    Path picture = scratch.resolve("grey.png");
    ImageIO.write(image, "png", picture.toFile());
    byte[] padded = java.util.Arrays.copyOf(Files.readAllBytes(picture), 784);
    Path asLong = Files.write(scratch.resolve("padded.png"), padded);
    for (Shape shape :
        List.of(Shape.of(784), Shape.of(28, 28), Shape.of(28, 28, 1), Shape.of(1, 28, 28))) {
      float[] weight = new float[2 * 784];
      weight[784 + 4 * 28 + 3] = 1;
      Path net = scratch.resolve("grey.onnx");
      OnnxExporter.write(
          new Model.Chain("grey", shape)
              .add("flat", new Op.Flatten())
              .add("fc", new Op.Dense(new DenseTensor(Shape.of(2, 784), weight), new float[2]))
              .build(),
          OnnxProfile.DENSE,
          net);
      Path small = scratch.resolve("grey.spvd");
      fine("compress", net, "--lossless", "--out", small, "--force", "--json");
      for (Path file : List.of(picture, asLong)) {
        JsonNode run = fine("run", small, "--input", file, "--json");
        assertThat(run.get("class").asInt()).as(shape + " " + file).isEqualTo(1);
      }
    }
  }

  @Test
  void otherExtentsAreRefusedAlthoughTheNumberOfValuesFits() throws IOException {
    Path net = scratch.resolve("odd.onnx");
    OnnxExporter.write(
        new Model.Chain("odd", Shape.of(6, 16, 32))
            .add("flat", new Op.Flatten())
            .add(
                "fc",
                new Op.Dense(
                    new DenseTensor(Shape.of(10, 3 * AREA), weight(30 * AREA)), new float[10]))
            .build(),
        OnnxProfile.DENSE,
        net);
    Path small = scratch.resolve("odd.spvd");
    fine("compress", net, "--lossless", "--out", small, "--json");
    Invocation run = Invocation.of("run", small, "--data", data);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(run.err()).contains("[6, 16, 32]", "[3, 32, 32]");
  }
}
