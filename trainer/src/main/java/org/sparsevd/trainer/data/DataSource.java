package org.sparsevd.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a data set comes from.
 *
 * @param name {@code mnist}, the bundled one; or a folder with the four IDX files of MNIST's layout
 *     ({@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
 *     t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, each plain or gzip), or with the
 *     binary files of CIFAR-10 or CIFAR-100; or files of arrays, see {@link ArrayDataset}. {@code
 *     ./mnist} is a folder.
 * @param layout of images in arrays, where it is named
 * @param classColumn of tables, where it is not the last; several with commas between them where
 *     targets have several numbers
 * @param targets what there is to learn in files of arrays and tables
 */
public record DataSource(
    String name, Optional<ArrayLayout> layout, Optional<String> classColumn, Targets.Kind targets) {

  /** Of classes. */
  public DataSource(String name, Optional<ArrayLayout> layout, Optional<String> classColumn) {
    this(name, layout, classColumn, Targets.Kind.CLASSES);
  }

  /** Without options. */
  public static DataSource of(String name) {
    return new DataSource(name, Optional.empty(), Optional.empty());
  }

  /**
   * To train on and to test on. Of files without images to test on, a fifth is drawn for that.
   *
   * @throws IOException if there is none or it is malformed; one line that names the file
   */
  public Dataset open() throws IOException {
    return labelled(openInputs());
  }

  /**
   * To test on alone: files without images to test on are taken whole.
   *
   * @throws IOException if there is none or it is malformed; one line that names the file
   */
  public Dataset openTests() throws IOException {
    ArrayDataset arrays = arrays();
    return labelled(arrays == null ? folder() : arrays.whole());
  }

  /**
   * The same as {@link #open}, but inputs without labels will do.
   *
   * @throws IOException if there is none or it is malformed; one line that names the file
   */
  public Dataset openInputs() throws IOException {
    ArrayDataset arrays = arrays();
    return arrays == null ? folder() : arrays.divided();
  }

  private Dataset labelled(Dataset dataset) throws DatasetException {
    if (!dataset.train().areJudged()) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected classes beside the inputs (x.npy,y.npy; or arrays x_train and y_train"
              + " in a .npz), found inputs alone");
    }
    return dataset;
  }

  private ArrayDataset arrays() throws IOException {
    try {
      return ArrayDataset.find(this);
    } catch (InvalidPathException e) {
      throw nothing("a name with a character that no file has", e);
    }
  }

  private Dataset folder() throws DatasetException {
    if (targets != Targets.Kind.CLASSES) {
      throw new DatasetException(
          "data set '" + name + "': " + targets.id() + " are of .npy, .npz and .csv files");
    }
    if (layout.isPresent() || classColumn.isPresent()) {
      throw new DatasetException(
          "data set '"
              + name
              + "': a "
              + (layout.isPresent() ? "layout is of .npy and .npz" : "class column is of CSV")
              + " files, expected none");
    }
    if (name.equals(Dataset.MNIST)) {
      return IdxDataset.read(Dataset.MNIST, new BundledMnist());
    }
    Path folder = Path.of(name);
    if (name.isEmpty() || !Files.isDirectory(folder)) {
      throw nothing(Files.exists(folder) ? "a file" : "neither", null);
    }
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String called = last == null ? "data" : last.toString();
    for (CifarFolder cifar : CifarFolder.values()) {
      if (cifar.isIn(folder)) {
        return cifar.read(called, folder);
      }
    }
    return IdxDataset.read(called, new IdxFolder(folder));
  }

  private DatasetException nothing(String found, Throwable cause) {
    return new DatasetException(
        "data set '"
            + name
            + "': expected '"
            + Dataset.MNIST
            + "', a directory, or files named .npy, .npz, .csv or .tsv, found "
            + found,
        cause);
  }
}
