package org.sparsevd.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A folder in MNIST's layout with a few hundred easy images: a bright bar per class. */
final class TinyData {
  private TinyData() {}

  static Path write(Path folder, int height, int width) throws IOException {
    return write(folder, height, width, 100);
  }

  /** The same training images, but so many test images; another number, other images. */
  static Path write(Path folder, int height, int width, int testImages) throws IOException {
    Files.createDirectories(folder);
    images(folder, "train", 400, height, width);
    images(folder, "t10k", testImages, height, width);
    return folder;
  }

  private static void images(Path folder, String part, int count, int height, int width)
      throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    DataOutputStream imageData = new DataOutputStream(images);
    DataOutputStream labelData = new DataOutputStream(labels);
    imageData.writeInt(0x0803);
    imageData.writeInt(count);
    imageData.writeInt(height);
    imageData.writeInt(width);
    labelData.writeInt(0x0801);
    labelData.writeInt(count);
    for (int i = 0; i < count; i++) {
      int label = i % 10;
      labelData.write(label);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          boolean bar = y * 10 / height == label;
          imageData.write(bar ? 200 + random.nextInt(56) : random.nextInt(40));
        }
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
  }
}
