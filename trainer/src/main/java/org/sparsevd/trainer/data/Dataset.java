package org.sparsevd.trainer.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.sparsevd.model.Shape;

/**
 * Labelled images to train on and to test on.
 *
 * @param shape {@code [channels, height, width]} of every image
 * @param classes largest training label and one more; test labels are below it
 * @param sha256 for a derived data set, of the original's digest and how it was derived; else of
 *     the unpacked content of the files, one after the other: training images, training labels,
 *     test images, test labels (CIFAR: training files, test file), so that plain and gzip copies
 *     agree; lower-case hex
 */
public record Dataset(
    String name, Shape shape, int classes, Images train, Images test, String sha256) {
  /** The data set that is part of the program. */
  public static final String MNIST = "mnist";

  private static final String WHITENED = "zca";
  private static final long LABELS = 0x6c6162656c73L; // "labels"

  /**
   * Opens a data set.
   *
   * @param nameOrDirectory {@code mnist}, the bundled one; or a directory with the four IDX files
   *     of MNIST's layout ({@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   *     t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, each plain or gzip), or with the
   *     binary files of CIFAR-10 or CIFAR-100. A directory's name is the name of the data set;
   *     {@code ./mnist} is a directory.
   * @throws DatasetException if there is none or it is malformed; one line that names the file
   */
  public static Dataset open(String nameOrDirectory) throws DatasetException {
    if (nameOrDirectory.equals(MNIST)) {
      return IdxDataset.read(MNIST, new BundledMnist());
    }
    Path folder = folder(nameOrDirectory);
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : last.toString();
    for (CifarFolder cifar : CifarFolder.values()) {
      if (cifar.isIn(folder)) {
        return cifar.read(name, folder);
      }
    }
    return IdxDataset.read(name, new IdxFolder(folder));
  }

  private static Path folder(String nameOrDirectory) throws DatasetException {
    try {
      Path folder = Path.of(nameOrDirectory);
      if (!nameOrDirectory.isEmpty() && Files.isDirectory(folder)) {
        return folder;
      }
      String found = Files.exists(folder) ? "a file" : "neither";
      throw new DatasetException(
          "data set '"
              + nameOrDirectory
              + "': expected '"
              + MNIST
              + "' or a directory, found "
              + found);
    } catch (InvalidPathException e) {
      throw new DatasetException(
          "data set '" + nameOrDirectory + "': expected '" + MNIST + "' or a directory", e);
    }
  }

  /**
   * The training images alone, the last of them in place of the test images: what recipes are
   * selected on, so that the test set stays unseen.
   *
   * @param count images to validate on
   * @throws IllegalArgumentException if that leaves none to train or to validate on
   */
  public Dataset validation(int count) {
    int rest = train.count() - count;
    if (count < 1 || rest < 1) {
      throw new IllegalArgumentException(
          "validation must take 1 to "
              + (train.count() - 1)
              + " of "
              + train.count()
              + " training images, found "
              + count);
    }
    return derived("validation-" + count, train.part(0, rest), train.part(rest, count));
  }

  /**
   * The same images, whitened by what the training images have in common (ZCA), as bytes around
   * 128. Takes a minute for CIFAR. A network for them does not take pixels.
   *
   * @throws IllegalArgumentException if the images are larger than 4,096 values or all the same, or
   *     there is no OpenBLAS for this platform
   */
  public Dataset whitened() {
    Whitening whitening = Whitening.of(train);
    return derived(WHITENED, whitening.apply(train), whitening.apply(test));
  }

  /** Whether the data set of this name is a {@link #whitened} one. */
  public static boolean isWhitened(String name) {
    return List.of(name.split("/")).contains(WHITENED);
  }

  /**
   * The same images, all labels drawn at random (C. Zhang et al., "Understanding deep learning
   * requires rethinking generalization", 2017): nothing can be learned, only memorised.
   */
  public Dataset randomLabels(long seed) {
    long trainSeed = CounterRandom.derive(CounterRandom.derive(seed, LABELS), 0);
    long testSeed = CounterRandom.derive(CounterRandom.derive(seed, LABELS), 1);
    return derived(
        "random-labels-" + seed,
        train.withRandomLabels(trainSeed, classes),
        test.withRandomLabels(testSeed, classes));
  }

  /** Another data set made of this one, with a name and a digest of its own. */
  private Dataset derived(String how, Images newTrain, Images newTest) {
    String digested = Sha256.of((sha256 + " " + how).getBytes(StandardCharsets.UTF_8));
    return new Dataset(name + "/" + how, shape, classes, newTrain, newTest, digested);
  }

  /** A data set whose parts fit each other; the digest has seen all files. */
  static Dataset checked(String name, Images train, Images test, MessageDigest digest)
      throws DatasetException {
    if (!train.shape().equals(test.shape())) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected test images of the training images' shape "
              + train.shape()
              + ", found "
              + test.shape());
    }
    int classes = train.classes();
    if (test.classes() > classes) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected test labels below "
              + classes
              + " as in training, found "
              + (test.classes() - 1));
    }
    return new Dataset(name, train.shape(), classes, train, test, Sha256.text(digest));
  }
}
