package org.sparsevd.format;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.model.Model;
import org.sparsevd.sparse.Storage;

/** The {@code .spvd} file, versions 1 to 4; its layout is {@code exporter/runtime/FORMAT.md}. */
public final class SpvdFile {
  private SpvdFile() {}

  /**
   * The file of a model: each tensor in the storage that takes the fewest bytes, values unchanged
   * (a negative zero may become a positive one). It is of version 1, or 3 for operators that came
   * with that.
   *
   * @throws IllegalArgumentException if the model exceeds a limit of the format
   */
  public static byte[] encode(Model model) {
    Limits.checkTexts(model);
    return smallest(model, choice -> Frame.write(model, choice));
  }

  /**
   * The file of a model as {@link #encode(Model)} makes it, but all tensors in one storage.
   *
   * @throws IllegalArgumentException if the model exceeds a limit of the format
   */
  public static byte[] encode(Model model, Storage storage) {
    Limits.checkTexts(model);
    return checked(model, Frame.write(model, StorageChoice.plain(storage)));
  }

  /**
   * The compact file of a model, version 2 or 3: tensors whose values are multiples of a {@link
   * org.sparsevd.tensor.Step}, as quantisation leaves them, are entropy-coded. Others are stored as
   * {@link #encode} does. So are long vectors, or all, where a reader would refuse the coded ones.
   * Values are unchanged. For the fewest bytes, {@link Anonymous} drops names and metadata first.
   *
   * @throws IllegalArgumentException if the model exceeds a limit of the format
   */
  public static byte[] encodeCompact(Model model) {
    return encodeCompact(new UncertainModel(model, Map.of()));
  }

  /**
   * The same with the deviations of weights, rounded to a few levels a layer: version 4. Where no
   * weight that is left has one, it is the file of the model.
   *
   * @throws IllegalArgumentException as above
   */
  public static byte[] encodeCompact(UncertainModel whole) {
    UncertainModel uncertain = whole.told();
    Model model = uncertain.model();
    Limits.checkTexts(model);
    return smallest(model, choice -> Frame.writeCompact(uncertain, choice));
  }

  /**
   * The first file that a reader takes. Vectors of millions of elements that are alike may be more
   * lines and decisions than a stream so short may have: then these are not coded, or nothing is.
   */
  private static byte[] smallest(Model model, Function<StorageChoice, byte[]> writer) {
    for (StorageChoice choice : StorageChoice.SMALL) {
      byte[] file = writer.apply(choice);
      if (refusal(file) == null) {
        return file;
      }
    }
    return checked(model, writer.apply(StorageChoice.plain(null)));
  }

  private static byte[] checked(Model model, byte[] file) {
    FormatException refusal = refusal(file);
    if (refusal != null) {
      throw new IllegalArgumentException(
          "model '" + model.name() + "' does not fit the format: " + refusal.getMessage(), refusal);
    }
    return file;
  }

  /** Why a reader refuses the file; null where it reads it. */
  private static FormatException refusal(byte[] file) {
    try {
      decode(file);
      return null;
    } catch (FormatException e) {
      return e;
    }
  }

  /**
   * The model of a file, which may be hostile: memory taken is bounded as {@code FORMAT.md} says.
   *
   * @throws FormatException unless it is a valid file of a version this reader knows
   */
  public static Model decode(byte[] file) throws FormatException {
    return Frame.read(file);
  }

  /**
   * The model of a file with the deviations of its weights, of which there may be none; hostile or
   * not as {@link #decode}.
   *
   * @throws FormatException as {@link #decode}
   */
  public static UncertainModel decodeUncertain(byte[] file) throws FormatException {
    return Frame.readUncertain(file);
  }

  /**
   * A file with what its net needs to read texts, such as a vocabulary, in front. What these bytes
   * say is not looked at here; every reader of models reads past them.
   *
   * @param file of a model, without such bytes
   */
  public static byte[] withText(byte[] file, byte[] text) {
    return TextFrame.write(text, file);
  }

  /**
   * The bytes that {@link #withText} has put in front; null where there are none.
   *
   * @throws FormatException if the file is cut off or damaged
   */
  public static byte[] text(byte[] file) throws FormatException {
    return TextFrame.is(file) ? TextFrame.text(file) : null;
  }

  /** Writes {@link #encode} beside the target, then moves it there: nobody sees half a file. */
  public static void write(Model model, Path path) throws IOException {
    AtomicFile.write(path, encode(model));
  }

  /** Writes {@link #encodeCompact} as {@link #write} does. */
  public static void writeCompact(Model model, Path path) throws IOException {
    AtomicFile.write(path, encodeCompact(model));
  }

  /**
   * The model of a file; see {@link #decode}.
   *
   * @throws FormatException for invalid contents, another {@link IOException} where the file cannot
   *     be read
   */
  public static Model read(Path path) throws IOException {
    try (InputStream in = open(path)) {
      return read(in);
    }
  }

  /** Channels cost a fresh JVM two dozen classes; only what is no plain file needs one. */
  private static InputStream open(Path path) throws IOException {
    if (path.getFileSystem() == FileSystems.getDefault()) {
      try {
        return new FileInputStream(path.toFile());
      } catch (FileNotFoundException e) {
        // Says less about the reason than what is thrown below.
      }
    }
    return Files.newInputStream(path);
  }

  /** The model of a stream that ends where the file ends; the stream stays open. */
  public static Model read(InputStream in) throws IOException {
    byte[] header = in.readNBytes(Frame.PREFIX_BYTES);
    int length = Frame.length(header);
    byte[] file = whole(header, length, in);
    if (in.read() >= 0) {
      throw new FormatException("header", length, "the file goes on after its stated length");
    }
    return decode(file);
  }

  /** What follows is read in place where it is there for sure, as memory depends on it. */
  private static byte[] whole(byte[] header, int length, InputStream in) throws IOException {
    int left = Math.max(0, length - header.length);
    if (left > 0 && in.available() >= left) {
      byte[] file = Arrays.copyOf(header, length);
      int read = in.readNBytes(file, header.length, left);
      return read == left ? file : Arrays.copyOf(file, header.length + read);
    }
    byte[] rest = in.readNBytes(left);
    byte[] file = Arrays.copyOf(header, header.length + rest.length);
    System.arraycopy(rest, 0, file, header.length, rest.length);
    return file;
  }
}
