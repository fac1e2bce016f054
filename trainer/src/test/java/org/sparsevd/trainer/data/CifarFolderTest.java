package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.tensor.Shape;

class CifarFolderTest {
  @TempDir Path folder;

  /** Label bytes, then 3,072 pixels of this value, the last of which is 255. */
  private static byte[] image(int pixel, int... labels) {
    byte[] bytes = new byte[labels.length + 3072];
    Arrays.fill(bytes, (byte) pixel);
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    bytes[bytes.length - 1] = (byte) 255;
    return bytes;
  }

  private void write(String name, byte[]... records) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] record : records) {
      file.write(record);
    }
    Files.write(folder.resolve(name), file.toByteArray());
  }

  private void writeCifar10() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      write("data_batch_" + batch + ".bin", image(batch, batch), image(10 * batch, 9));
    }
    write("test_batch.bin", image(77, 3));
  }

  private void assertRefused(String... messageParts) {
    assertThatThrownBy(() -> Dataset.open(folder.toString()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void readsCifar10() throws IOException {
    writeCifar10();
    Dataset set = Dataset.open(folder.toString());
    assertThat(set.shape()).isEqualTo(Shape.of(3, 32, 32));
    assertThat(set.classes()).isEqualTo(10);
    assertThat(set.train().count()).isEqualTo(10);
    assertThat(set.train().label(4)).isEqualTo(3);
    assertThat(set.train().label(5)).isEqualTo(9);
    byte[] sixth = set.train().pixels(5, 1);
    assertThat(sixth).hasSize(3072).startsWith(30, 30).endsWith((byte) 30, (byte) 255);
    assertThat(set.test().label(0)).isEqualTo(3);
  }

  @Test
  void readsTheFineLabelsOfCifar100() throws IOException {
    write("train.bin", image(1, 19, 99), image(2, 0, 5));
    write("test.bin", image(3, 1, 98));
    Dataset set = Dataset.open(folder.toString());
    assertThat(set.classes()).isEqualTo(100);
    assertThat(set.train().label(0)).isEqualTo(99);
    assertThat(set.train().label(1)).isEqualTo(5);
    assertThat(set.train().pixels(1, 1)).startsWith(2, 2).endsWith((byte) 255);
  }

  @Test
  void refusesMissingTruncatedAndImpossibleFiles() throws IOException {
    writeCifar10();
    Files.delete(folder.resolve("data_batch_4.bin"));
    assertRefused("data_batch_4.bin", "found none");
    write("data_batch_4.bin", Arrays.copyOf(image(1, 1), 3072));
    assertRefused("data_batch_4.bin", "records of 3073 bytes", "found 3072");
    write("data_batch_4.bin");
    assertRefused("data_batch_4.bin", "found 0");
    write("data_batch_4.bin", image(1, 1), image(1, 10));
    assertRefused("data_batch_4.bin", "byte offset 3073", "below 10", "found 10");
  }
}
