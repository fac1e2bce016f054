package org.sparsevd.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with the four IDX files, each plain or gzip: {@code train-images-idx3-ubyte}, {@code
 * train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}; the
 * spelling {@code train-images.idx3-ubyte} and the ending {@code .gz} are known too.
 */
record IdxFolder(Path folder) implements IdxDataset.Source {
  @Override
  public IdxDataset.Stored open(String prefix, String kind, int rank) throws DatasetException {
    String usual = prefix + "-" + kind + "-idx" + rank + "-ubyte";
    String other = prefix + "-" + kind + ".idx" + rank + "-ubyte";
    for (String name : new String[] {usual, usual + ".gz", other, other + ".gz"}) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return open(file);
      }
    }
    throw new DatasetException(
        folder + ": expected a file " + usual + " (or " + usual + ".gz), found none");
  }

  private static IdxDataset.Stored open(Path file) throws DatasetException {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": expected a file, found something else");
    }
    try {
      return new IdxDataset.Stored(file.toString(), Files.size(file), Files.newInputStream(file));
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be opened: " + e, e);
    }
  }
}
