package org.sparsevd.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sparsevd.array.CsvTable;
import org.sparsevd.array.NpyFile;
import org.sparsevd.array.NpzFile;
import org.sparsevd.array.NumberArray;

/**
 * A data set in files of arrays, named with commas between them:
 *
 * <ul>
 *   <li>{@code .npy}: inputs; inputs and classes; or these and the same to test on;
 *   <li>one {@code .npz} with arrays {@code x_train} and {@code y_train}, with or without {@code
 *       x_test} and {@code y_test}, as Keras has them; or {@code x} and {@code y};
 *   <li>{@code .csv} or {@code .tsv}: a table, or one to train on and one to test on.
 * </ul>
 *
 * @param name of the data set
 * @param given to train on, or all there is
 * @param tests where files hold them
 */
record ArrayDataset(String name, Images given, Optional<Images> tests) {
  /** One in so many is drawn to test on. */
  private static final int TESTED = 5;

  private static final long DRAW = 0x7465737473L; // "tests"

  /** Null if the name is not of such files. */
  static ArrayDataset find(DataSource source) throws IOException {
    List<Path> files = files(source.name());
    Kind kind = files.isEmpty() ? null : Kind.of(files.get(0));
    if (kind == null || Files.isDirectory(files.get(0))) {
      return null;
    }
    for (Path file : files) {
      if (Kind.of(file) != kind) {
        throw new DatasetException(
            file + ": expected another file named " + kind.endings() + " like " + files.get(0));
      }
    }
    if (source.layout().isPresent() && kind == Kind.CSV) {
      throw new DatasetException(files.get(0) + ": a table has no layout of images");
    }
    if (source.classColumn().isPresent() && kind != Kind.CSV) {
      throw new DatasetException(
          files.get(0) + ": a class column is of CSV files, an array has classes of its own");
    }
    Path last = files.get(0).toAbsolutePath().getFileName();
    List<Images> parts =
        kind.parts(files, new ArrayImages(source.layout(), source.classColumn(), source.targets()));
    return new ArrayDataset(
        last.toString(),
        parts.get(0),
        parts.size() > 1 ? Optional.of(parts.get(1)) : Optional.empty());
  }

  private static List<Path> files(String name) {
    if (name.isEmpty() || Files.exists(Path.of(name))) {
      return name.isEmpty() ? List.of() : List.of(Path.of(name));
    }
    List<Path> files = new ArrayList<>();
    for (String part : name.split(",", -1)) {
      if (part.isEmpty()) {
        return List.of();
      }
      files.add(Path.of(part));
    }
    return files;
  }

  /** What files there are, by their names. */
  private enum Kind {
    NPY(".npy") {
      @Override
      List<Images> parts(List<Path> files, ArrayImages images) throws IOException {
        if (files.size() == 3 || files.size() > 4) {
          throw new DatasetException(
              files.get(0)
                  + ": expected 1, 2 or 4 files (x, y, and the same to test on), found "
                  + files.size());
        }
        List<Images> parts = new ArrayList<>();
        for (int i = 0; i < files.size(); i += 2) {
          NumberArray inputs = NpyFile.read(files.get(i));
          parts.add(
              images.of(inputs, i + 1 < files.size() ? NpyFile.read(files.get(i + 1)) : null));
        }
        return parts;
      }
    },
    NPZ(".npz") {
      @Override
      List<Images> parts(List<Path> files, ArrayImages images) throws IOException {
        if (files.size() > 1) {
          throw new DatasetException(files.get(0) + ": expected one .npz file with all arrays");
        }
        try (NpzFile file = NpzFile.open(files.get(0))) {
          return parts(files.get(0), file, images);
        }
      }

      private List<Images> parts(Path path, NpzFile file, ArrayImages images) throws IOException {
        Set<String> names = file.names();
        boolean divided = names.contains("x_train");
        String suffix = divided ? "_train" : "";
        if (!names.contains("x" + suffix)) {
          throw new DatasetException(
              path
                  + ": expected arrays x_train, y_train, x_test and y_test, or x and y, found "
                  + String.join(", ", names));
        }
        List<Images> parts = new ArrayList<>();
        parts.add(pair(file, suffix, images));
        if (divided && names.contains("x_test")) {
          parts.add(pair(file, "_test", images));
        }
        return parts;
      }

      private Images pair(NpzFile file, String suffix, ArrayImages images) throws IOException {
        boolean labelled = file.names().contains("y" + suffix);
        return images.of(file.read("x" + suffix), labelled ? file.read("y" + suffix) : null);
      }
    },
    CSV(".csv", ".tsv") {
      @Override
      List<Images> parts(List<Path> files, ArrayImages images) throws IOException {
        if (files.size() > 2) {
          throw new DatasetException(
              files.get(0)
                  + ": expected a table, or one to train on and one to test on, found "
                  + files.size()
                  + " files");
        }
        List<Images> parts = new ArrayList<>();
        for (Path file : files) {
          parts.add(images.of(CsvTable.read(file)));
        }
        return parts;
      }
    };

    private final List<String> endings;

    Kind(String... endings) {
      this.endings = List.of(endings);
    }

    static Kind of(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        if (kind.endings.stream().anyMatch(name::endsWith)) {
          return kind;
        }
      }
      return null;
    }

    String endings() {
      return String.join(" or ", endings);
    }

    /** What is given, and what there is to test on. */
    abstract List<Images> parts(List<Path> files, ArrayImages images) throws IOException;
  }

  /** All of it to test on, unless the files say what is. */
  Dataset whole() throws DatasetException {
    return dataset(name, given, tests.orElse(given));
  }

  /**
   * To train on and to test on. Where the files do not divide them, a fifth is drawn to test on, by
   * nothing but their number; the others stay in the order drawn, since files are often sorted by
   * class.
   */
  Dataset divided() throws DatasetException {
    if (tests.isPresent()) {
      return dataset(name, given, tests.get());
    }
    int count = given.count();
    int tested = count / TESTED;
    if (tested == 0) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected at least "
              + TESTED
              + " inputs, of which a fifth is to test on, found "
              + count);
    }
    int[] order = Shuffle.permutation(DRAW, 0, count);
    Images drawn = given.inOrder(order);
    return dataset(
        name + ", " + tested + " of " + count + " to test on",
        drawn.part(0, count - tested),
        drawn.part(count - tested, tested));
  }

  private static Dataset dataset(String name, Images train, Images test) throws DatasetException {
    if (train.areJudged() != test.areJudged()) {
      throw new DatasetException(
          "data set '" + name + "': expected classes of all inputs, found some without");
    }
    if (train.areNumbers() != test.areNumbers()) {
      throw new DatasetException(
          "data set '"
              + name
              + "': expected inputs of one type, found "
              + (train.areNumbers()
                  ? "numbers to train on and uint8"
                  : "uint8 to train on and numbers")
              + " to test on");
    }
    ContentDigest digest = new ContentDigest();
    digest.add(train);
    digest.add(test);
    return Dataset.checked(name, train, test, digest.sha256());
  }
}
