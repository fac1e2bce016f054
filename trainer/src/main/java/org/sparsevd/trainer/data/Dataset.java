package org.sparsevd.trainer.data;

import java.io.IOException;
import org.sparsevd.tensor.Shape;

/**
 * Labelled images to train on and to test on.
 *
 * @param test what training tests on: images that were held out, where there are any
 * @param finalTest the test images of the files, which a run that holds images out never sees; the
 *     same as {@code test} where none are held out
 */
public record Dataset(DatasetIdentity identity, Images train, Images test, Images finalTest) {
  /** The data set that is part of the program. */
  public static final String MNIST = "mnist";

  private static final long LABELS = 0x6c6162656c73L; // "labels"

  /** Images of files; see {@link DatasetIdentity}. */
  public Dataset(String name, Shape shape, int classes, Images train, Images test, String sha256) {
    this(new DatasetIdentity(name, shape, classes, sha256), train, test, test);
  }

  /** Of the files and what was made of them, for people. */
  public String name() {
    return identity.text();
  }

  /** {@code [channels, height, width]} of every image. */
  public Shape shape() {
    return identity.shape();
  }

  /** Largest training label of the files and one more. */
  public int classes() {
    return identity.classes();
  }

  /** See {@link DatasetIdentity}. */
  public String sha256() {
    return identity.sha256();
  }

  /**
   * Opens a data set to train on and to test on.
   *
   * @param nameOrFiles {@code mnist}, a folder, or files of arrays; see {@link DataSource}
   * @throws IOException if there is none or it is malformed; one line that names the file
   */
  public static Dataset open(String nameOrFiles) throws IOException {
    return DataSource.of(nameOrFiles).open();
  }

  /**
   * The training images alone, the last of them in place of the test images: what recipes are
   * selected on, so that the test set stays unseen.
   *
   * @param count images to validate on
   * @throws IllegalArgumentException if that leaves none to train or to validate on
   * @throws IllegalStateException if images are held out, whitened or labelled anew already
   */
  public Dataset validation(int count) {
    int rest = train.countWithout(count);
    return new Dataset(
        identity.holdingOut(count), train.part(0, rest), train.part(rest, count), finalTest);
  }

  /**
   * The same images, whitened by what the training images have in common (ZCA), as bytes around
   * 128. Takes a minute for CIFAR. A network for them does not take pixels.
   *
   * @throws IllegalArgumentException if the images are larger than 4,096 values or all the same, or
   *     there is no OpenBLAS for this platform
   * @throws IllegalStateException if they are whitened already, or their labels are drawn
   */
  public Dataset whitened() {
    DatasetIdentity whitened = identity.whitened();
    Whitening whitening = Whitening.of(train);
    Images newTest = whitening.apply(test);
    Images newFinal = test == finalTest ? newTest : whitening.apply(finalTest);
    return new Dataset(whitened, whitening.apply(train), newTest, newFinal);
  }

  /**
   * The same images, all labels drawn at random (C. Zhang et al., "Understanding deep learning
   * requires rethinking generalization", 2017): nothing can be learned, only memorised.
   *
   * @throws IllegalStateException if they have been drawn already
   */
  public Dataset randomLabels(long seed) {
    if (train.targets() != null) {
      throw new IllegalArgumentException("labels are drawn for classes alone");
    }
    DatasetIdentity drawn = identity.drawingLabels(seed);
    long labels = CounterRandom.derive(seed, LABELS);
    long testSeed = CounterRandom.derive(labels, 1);
    return new Dataset(
        drawn,
        train.withRandomLabels(CounterRandom.derive(labels, 0), classes()),
        test.withRandomLabels(testSeed, classes()),
        finalTest.withRandomLabels(testSeed, classes()));
  }

  /**
   * These files made into what a net was trained on: the same images held out, whitened by the same
   * matrix, the same labels.
   *
   * @param trained what the net's checkpoint says
   * @throws DatasetException if the net was trained on other files, told by their SHA-256
   * @throws IllegalArgumentException if there is no OpenBLAS to whiten with
   */
  public Dataset as(DatasetIdentity trained) throws DatasetException {
    Derivation how = trained.derivation();
    Dataset fitting = fitting(trained.shape());
    try {
      // First of all, since whitening takes a minute.
      trained.check(fitting.identity.made(how));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(e.getMessage(), e);
    }
    Dataset made = how.heldOut() > 0 ? fitting.validation(how.heldOut()) : fitting;
    made = how.whitened() ? made.whitened() : made;
    return how.labelSeed().isPresent() ? made.randomLabels(how.labelSeed().getAsLong()) : made;
  }

  /**
   * Rows of a table as the grey images that a network takes, if these have as many pixels; else as
   * they are.
   *
   * @param input {@code [channels, height, width]} of the network
   */
  public Dataset fitting(Shape input) {
    boolean rows = shape().dim(0) == shape().size();
    if (!rows || input.dim(0) != 1 || input.size() != shape().size()) {
      return this;
    }
    Images newTest = test.withShape(input);
    return new Dataset(
        identity.withShape(input),
        train.withShape(input),
        newTest,
        test == finalTest ? newTest : finalTest.withShape(input));
  }

  /** The same, tested on the files' own test images. */
  public Dataset onFinalTest() {
    return new Dataset(identity, train, finalTest, finalTest);
  }

  /** A data set whose parts fit each other. */
  static Dataset checked(String name, Images train, Images test, String sha256)
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
    if (train.targets() != null && test.classes() != classes) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected "
              + classes
              + " numbers for each test input as in training, found "
              + test.classes());
    }
    if (test.classes() > classes) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected test labels below "
              + classes
              + " as in training, found "
              + (test.classes() - 1));
    }
    return new Dataset(name, train.shape(), classes, train, test, sha256);
  }
}
