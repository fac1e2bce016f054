package org.sparsevd.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sparsevd.array.NpyFile;
import org.sparsevd.array.NumberArray;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ImageInput;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.score.ImageLayout;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.data.ArrayLayout;
import org.sparsevd.trainer.data.Images;

/** Inputs of a net from a file: a {@code .npy} of one or many, a picture, or raw bytes. */
public final class FileInputs {
  private static final String ARRAY = ".npy";

  private FileInputs() {}

  /**
   * Reads a file: all inputs in it, one after the other.
   *
   * @param input shape of one input, without the batch
   * @param layout of images in an array, where it is named
   * @throws CliException if it does not fit the net; the message says what does
   */
  public static float[] read(Path file, Shape input, Optional<ArrayLayout> layout)
      throws IOException, CliException {
    InputFile.exists(file);
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(ARRAY)) {
      if (layout.isPresent()) {
        throw CliException.usage("--layout is of .npy files, found " + file);
      }
      return ImageInput.read(file, input);
    }
    NumberArray array = NpyFile.read(file);
    if (layout.isPresent()) {
      return arranged(Images.of(array, layout.get()), input, file);
    }
    int[] shape = array.shape();
    boolean one = Arrays.equals(shape, input.toArray());
    if (!one && !(shape.length > 0 && isOf(input, Arrays.copyOfRange(shape, 1, shape.length)))) {
      throw mismatch(array, input);
    }
    return array.floats();
  }

  private static float[] arranged(Images images, Shape input, Path file) throws CliException {
    Shape shape = images.shape();
    ImageLayout taken = ImageLayout.of(input, shape, file + ": the net");
    return images.read(
        0,
        images.count(),
        pixels -> taken.arrange(floats(pixels), shape),
        numbers -> taken.arrange(numbers, shape));
  }

  private static float[] floats(byte[] pixels) {
    float[] numbers = new float[pixels.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = pixels[i] & 0xff;
    }
    return numbers;
  }

  /**
   * Whether one input of the array is the net's; extents of 1 change nothing, and grey images may
   * be rows.
   */
  private static boolean isOf(Shape input, int[] found) {
    int[] extents = Arrays.stream(input.toArray()).filter(extent -> extent > 1).toArray();
    boolean row = found.length == 1 && found[0] == input.size();
    return row && extents.length <= 2
        || Arrays.equals(Arrays.stream(found).filter(extent -> extent > 1).toArray(), extents);
  }

  private static CliException mismatch(NumberArray array, Shape input) {
    int[] shape = array.shape();
    String hint = "";
    if (shape.length == 4 && input.rank() == 3) {
      boolean last = isOf(input, new int[] {shape[3], shape[1], shape[2]});
      boolean first = isOf(input, new int[] {shape[2], shape[3], shape[1]});
      hint =
          last
              ? "; --layout nhwc, if its channels are last, puts them first"
              : first ? "; --layout nchw, if its channels are first, puts them last" : "";
    }
    String inner = input.toString().substring(1);
    return CliException.failure(
        array + ": the net takes [count, " + inner + ", or one input " + input + hint);
  }
}
