package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.tensor.Shape;

class DatasetTest {
  @TempDir Path folder;

  private void assertRefused(String... messageParts) {
    assertThatThrownBy(() -> Dataset.open(folder.toString()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll(messageParts)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void bundledMnistIsTheOriginal() throws IOException {
    Dataset mnist = Dataset.open("mnist");
    assertThat(mnist.name()).isEqualTo("mnist");
    assertThat(mnist.shape()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(mnist.classes()).isEqualTo(10);
    // Published counts of each digit.
    assertThat(histogram(mnist.train()))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(histogram(mnist.test()))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    // zcat of the four files | sha256sum
    assertThat(mnist.sha256())
        .isEqualTo("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a");
    // Published mean of the training pixels: 0.1306604762738429 of 255.
    double mean = 0;
    for (double sum : mnist.train().elementSums()) {
      mean += sum / (60000.0 * 784);
    }
    assertThat(mean / 255).isCloseTo(0.1306604762738429, Offset.offset(1e-12));
  }

  private static int[] histogram(Images images) {
    int[] counts = new int[10];
    for (int i = 0; i < images.count(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }

  @Test
  void readsAFolder() throws IOException {
    IdxFiles.writeSmallSet(folder);
    Dataset set = Dataset.open(folder.toString());
    assertThat(set.name()).isEqualTo(folder.getFileName().toString());
    assertThat(set.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(set.classes()).isEqualTo(3);
    assertThat(set.train().count()).isEqualTo(3);
    assertThat(set.train().label(0)).isEqualTo(2);
    assertThat(set.test().count()).isEqualTo(2);
    assertThat(set.test().pixels(1, 1)).containsExactly((byte) 128, (byte) 200);
  }

  @Test
  void otherSpellingsAndGzipAreTheSameData() throws IOException {
    IdxFiles.writeSmallSet(folder);
    String plain = Dataset.open(folder.toString()).sha256();
    for (String kind : List.of("images-idx3", "labels-idx1")) {
      Path train = folder.resolve("train-" + kind + "-ubyte");
      String dotted = "train-" + kind.replace("-idx", ".idx") + "-ubyte";
      Files.write(folder.resolve(dotted + ".gz"), IdxFiles.gzip(Files.readAllBytes(train)));
      Files.delete(train);
      Path test = folder.resolve("t10k-" + kind + "-ubyte");
      // Packed or not is decided by content.
      Files.write(folder.resolve("t10k-" + kind + "-ubyte.gz"), Files.readAllBytes(test));
      Files.delete(test);
    }
    assertThat(Dataset.open(folder.toString()).sha256()).isEqualTo(plain);
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    assertThatThrownBy(() -> Dataset.open("nosuchset"))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "data set 'nosuchset': expected 'mnist', a directory, or files named .npy, .npz, .csv"
                + " or .tsv, found neither");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Dataset.open(file.toString()))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("found a file");
    assertThatThrownBy(() -> Dataset.open("")).isInstanceOf(DatasetException.class);
    assertThatThrownBy(() -> Dataset.open("a\0b")).isInstanceOf(DatasetException.class);
  }

  @Test
  void refusesMissingFilesAndFoldersInTheirPlace() throws IOException {
    assertRefused("train-images-idx3-ubyte", "found none");
    IdxFiles.writeSmallSet(folder);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.delete(labels);
    assertRefused("t10k-labels-idx1-ubyte", "found none");
    Files.createDirectory(labels);
    assertRefused(labels.toString(), "expected a file");
  }

  @Test
  void refusesPartsThatDoNotFit() throws IOException {
    IdxFiles.writeSmallSet(folder);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.write(labels, IdxFiles.idx(new int[] {3}, 1, 2, 0));
    assertRefused(labels.toString(), "expected 2 labels", "found 3");
    Files.write(labels, IdxFiles.idx(new int[] {2}, 1, 3));
    assertRefused("test labels below 3", "found 3");
    IdxFiles.writeSmallSet(folder);
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte"), IdxFiles.idx(new int[] {2, 2, 1}, 1, 2, 3, 4));
    assertRefused("[1, 1, 2]", "found [1, 2, 1]");
  }

  @Test
  void namesTheDamagedFile() throws IOException {
    IdxFiles.writeSmallSet(folder);
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.write(images, IdxFiles.idx(new int[] {3, 1, 2}, 1, 2, 3, 4, 5));
    assertRefused(images + ": truncated: expected 6 bytes", "[3, 1, 2]", "at most 5");
  }
}
