package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.array.NpyFile;
import org.sparsevd.tensor.Shape;

/** Data sets in .npy, .npz and CSV files. */
class ArrayDatasetTest {
  @TempDir private Path folder;

  private final Random random = new Random(3);

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] idx(byte[] values, int... extents) {
    int[] numbers = new int[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values[i];
    }
    return IdxFiles.idx(extents, numbers);
  }

  private static float[] numbers(Images images) {
    return images.read(
        0,
        images.count(),
        pixels -> {
          throw new AssertionError("pixels");
        },
        Function.identity());
  }

  /** What Keras calls mnist.npz is the data set that the four files are. */
  @Test
  void theSamePixelsHaveTheSameIdentityInAnyFiles() throws IOException {
    byte[] train = random(20 * 30);
    byte[] test = random(6 * 30);
    byte[] labels = new byte[20];
    long[] numbers = new long[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = (byte) (i % 7);
      numbers[i] = i % 7;
    }
    Path idx = Files.createDirectory(folder.resolve("idx"));
    Files.write(idx.resolve("train-images-idx3-ubyte"), idx(train, 20, 5, 6));
    Files.write(idx.resolve("train-labels-idx1-ubyte"), idx(labels, 20));
    Files.write(idx.resolve("t10k-images-idx3-ubyte"), idx(test, 6, 5, 6));
    Files.write(idx.resolve("t10k-labels-idx1-ubyte"), idx(Arrays.copyOf(labels, 6), 6));
    Dataset expected = Dataset.open(idx.toString());

    byte[] x = NpyFixture.bytes(train, 20, 5, 6);
    byte[] y = NpyFixture.longs(numbers);
    byte[] testX = NpyFixture.bytes(test, 6, 5, 6, 1);
    byte[] testY = NpyFixture.bytes(Arrays.copyOf(labels, 6), 6, 1);
    Path npz =
        NpyFixture.npz(
            folder.resolve("all.npz"),
            Map.of("x_train", x, "y_train", y, "x_test", testX, "y_test", testY));
    String npy =
        file("a.npy", x)
            + ","
            + file("b.npy", y)
            + ","
            + file("c.npy", testX)
            + ","
            + file("d.npy", testY);
    for (String name : new String[] {npz.toString(), npy}) {
      Dataset found = Dataset.open(name);
      found.identity().check(expected.identity());
      assertThat(found.classes()).isEqualTo(7);
      assertThat(found.train().pixels(0, 20)).isEqualTo(train);
      assertThat(found.test().pixels(0, 6)).isEqualTo(test);
      assertThat(found.train().label(8)).isEqualTo(1);
    }
    assertThat(Dataset.open(npz.toString()).name()).isEqualTo("all.npz");
  }

  @Test
  void aFifthIsDrawnToTestOnWhereTheFilesNameNone() throws IOException {
    float[] values = new float[50 * 2];
    long[] classes = new long[50];
    for (int i = 0; i < 50; i++) {
      values[2 * i] = i;
      values[2 * i + 1] = -i;
      classes[i] = i / 25;
    }
    Path x = file("x.npy", NpyFile.encode(new int[] {50, 2}, values));
    Path y = file("y.npy", NpyFixture.longs(classes));
    Dataset set = Dataset.open(x + "," + y);
    assertThat(set.name()).isEqualTo("x.npy, 10 of 50 to test on");
    assertThat(set.shape()).isEqualTo(Shape.of(2, 1, 1));
    assertThat(set.train().count()).isEqualTo(40);
    assertThat(set.test().count()).isEqualTo(10);
    TreeSet<Float> seen = new TreeSet<>();
    int tested = 0;
    for (Images part : new Images[] {set.train(), set.test()}) {
      float[] some = numbers(part);
      for (int i = 0; i < part.count(); i++) {
        seen.add(some[2 * i]);
        assertThat(some[2 * i + 1]).isEqualTo(-some[2 * i]);
        assertThat(part.label(i)).isEqualTo(some[2 * i] < 25 ? 0 : 1);
        tested += part == set.test() ? part.label(i) : 0;
      }
    }
    assertThat(seen).hasSize(50);
    assertThat(tested).as("of the second class").isBetween(1, 9);
    assertThat(Dataset.open(x + "," + y).sha256()).isEqualTo(set.sha256());

    Dataset whole = DataSource.of(x + "," + y).openTests();
    assertThat(numbers(whole.test())).isEqualTo(values);
    assertThat(whole.sha256()).isNotEqualTo(set.sha256());
  }

  @Test
  void inputsAloneAreForCalibration() throws IOException {
    Path x = file("x.npy", NpyFixture.bytes(random(60), 10, 6));
    Dataset set = DataSource.of(x.toString()).openInputs();
    assertThat(set.train().areLabelled()).isFalse();
    assertThat(set.train().count()).isEqualTo(8);
    assertThatThrownBy(() -> set.train().label(0)).isInstanceOf(IllegalStateException.class);
    refused(x.toString(), "expected classes beside the inputs", "found inputs alone");
  }

  @Test
  void channelsGoFirst() throws IOException {
    byte[] last = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    byte[] planes = {1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12};
    String y = "," + file("y.npy", NpyFixture.longs(1));
    String pixels = file("p.npy", NpyFixture.bytes(last, 1, 2, 2, 3)) + y;
    Dataset told = DataSource.of(pixels).openTests();
    assertThat(told.shape()).isEqualTo(Shape.of(3, 2, 2));
    assertThat(told.test().pixels(0, 1)).isEqualTo(planes);

    byte[] floats = new byte[4 * 12];
    ByteBuffer buffer = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
    for (byte value : last) {
      buffer.putFloat(value / 2f);
    }
    String numbers = file("n.npy", NpyFixture.array("<f4", floats, 1, 2, 2, 3)) + y;
    float[] found = numbers(named(numbers, ArrayLayout.NHWC).openTests().test());
    for (int i = 0; i < 12; i++) {
      assertThat(found[i]).isEqualTo(planes[i] / 2f);
    }

    Dataset first = named(pixels, ArrayLayout.NCHW).openTests();
    assertThat(first.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(first.test().pixels(0, 1)).isEqualTo(last);

    String both = file("b.npy", NpyFixture.bytes(last, 1, 3, 1, 4)) + y;
    assertThatThrownBy(() -> DataSource.of(both).openTests())
        .hasMessageContainingAll("b.npy: uint8 [1, 3, 1, 4]", "--layout nchw or nhwc");
    assertThat(named(both, ArrayLayout.NHWC).openTests().shape()).isEqualTo(Shape.of(4, 3, 1));
    String flat = file("f.npy", NpyFixture.bytes(last, 1, 12)) + y;
    assertThatThrownBy(() -> named(flat, ArrayLayout.NHWC).openTests())
        .hasMessageContaining("expected 4 extents for nhwc, found 2");
  }

  private static DataSource named(String name, ArrayLayout layout) {
    return new DataSource(name, Optional.of(layout), Optional.empty());
  }

  @Test
  void tables() throws IOException {
    String rows = "5.1;3.5;0\n4.9;3;1\n7;3.2;2\n6.3;3.3;1\n5;3;0\n";
    Path table = text("iris.csv", "length;width;class\n" + rows);
    Dataset whole = DataSource.of(table.toString()).openTests();
    assertThat(whole.shape()).isEqualTo(Shape.of(2, 1, 1));
    assertThat(numbers(whole.test()))
        .containsExactly(5.1f, 3.5f, 4.9f, 3, 7, 3.2f, 6.3f, 3.3f, 5, 3);
    assertThat(whole.test().label(2)).isEqualTo(2);
    assertThat(Dataset.open(table.toString()).test().count()).isEqualTo(1);

    Path first = text("first.tsv", "kind\ta\tb\n1\t0.5\t2\n0\t1\t3\n");
    DataSource named = new DataSource(first.toString(), Optional.empty(), Optional.of("kind"));
    assertThat(numbers(named.openTests().test())).containsExactly(0.5f, 2, 1, 3);
    assertThat(named.openTests().test().label(0)).isEqualTo(1);

    Dataset two = Dataset.open(table + "," + table);
    assertThat(two.train().count()).isEqualTo(5);
    assertThat(two.test().count()).isEqualTo(5);

    refused(
        text("r.csv", "a,b\n1,2\n1,2.5\n").toString(),
        "r.csv: line 3, column 2 (b): expected a class number 0 to 65535, found 2.5; classes are");
    refused(text("n.csv", "1,-2\n").toString(), "n.csv: line 1, column 2: expected a class");
    refused(text("one.csv", "a\n1\n").toString(), "found one column");
    assertThatThrownBy(
            () -> new DataSource(table.toString(), Optional.empty(), Optional.of("x")).open())
        .hasMessageContaining("expected a column 'x', found length, width, class");
    assertThatThrownBy(() -> named(table.toString(), ArrayLayout.NHWC).open())
        .hasMessageContaining("a table has no layout of images");
  }

  @Test
  void targetsThatAreNoClasses() throws IOException {
    String x = file("x.npy", NpyFixture.bytes(random(60), 30, 2)) + ",";
    float[] numbers = new float[60];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 7f - 3;
    }
    String y = x + file("y.npy", NpyFile.encode(new int[] {30, 2}, numbers));
    Dataset values = targets(y, Targets.Kind.VALUES).open();
    assertThat(values.train().areLabelled()).isFalse();
    assertThat(values.classes()).isEqualTo(2);
    assertThat(values.train().targets().values()).hasSize(48);
    float[] held = values.validation(4).test().targets().values();
    assertThat(held).containsExactly(Arrays.copyOfRange(values.train().targets().values(), 40, 48));
    assertThatThrownBy(() -> targets(y, Targets.Kind.LABELS).open())
        .hasMessageContaining("y.npy: expected labels 0 or 1, found -3.0");
    assertThatThrownBy(
            () ->
                targets(
                        x + file("z.npy", NpyFile.encode(new int[] {60}, numbers)),
                        Targets.Kind.VALUES)
                    .open())
        .hasMessageContaining("expected numbers for each input, [30] or [30, width]");
    assertThatThrownBy(() -> targets("mnist", Targets.Kind.VALUES).open())
        .hasMessageContaining("values are of .npy, .npz and .csv files");
  }

  private static DataSource targets(String name, Targets.Kind kind) {
    return new DataSource(name, Optional.empty(), Optional.empty(), kind);
  }

  @Test
  void classesThatAreNone() throws IOException {
    String x = file("x.npy", NpyFixture.bytes(random(12), 6, 2)) + ",";
    refused(
        x + file("y1.npy", NpyFile.encode(new int[] {6}, new float[6])),
        "y1.npy: float32 [6]: expected class numbers, integers; classes are numbered");
    refused(
        x + file("y2.npy", NpyFixture.bytes(new byte[18], 6, 3)),
        "y2.npy: uint8 [6, 3]: expected a class number for each input, [6]",
        "y.argmax(1)");
    refused(
        x + file("y3.npy", NpyFixture.longs(1, 2)),
        "y3.npy: int64 [2]: expected 6 classes as there are inputs in",
        "x.npy");
    refused(
        x + file("y4.npy", NpyFixture.longs(0, 0, 0, -1, 0, 0)),
        "y4.npy: expected class numbers 0 to 65535, found -1 at [3]");
    refused(x + file("y5.npy", NpyFixture.longs(0, 0, 0, 65536, 0, 0)), "found 65536 at [3]");
    String many = x + file("y6.npy", NpyFixture.longs(0, 1000, 2, 65535, 0, 0));
    assertThat(DataSource.of(many).openTests().test().label(3)).isEqualTo(65535);
    assertThat(DataSource.of(many).openTests().classes()).isEqualTo(65536);
  }

  @Test
  void otherFiles() throws IOException {
    Path x = file("x.npy", NpyFixture.bytes(random(12), 6, 2));
    Path y = file("y.npy", NpyFixture.longs(0, 1, 2, 0, 1, 2));
    Path npz = NpyFixture.npz(folder.resolve("a.npz"), Map.of("images", new byte[0]));
    refused(
        npz.toString(),
        "a.npz: expected arrays x_train, y_train, x_test and y_test, or x and y,"
            + " found images");
    refused(x + "," + y + "," + x, "expected 1, 2 or 4 files", "found 3");
    refused(x + "," + npz, "a.npz: expected another file named .npy like");
    refused(x + ",missing.npy", "missing.npy: expected a .npy file, found nothing");
    float[] nan = new float[12];
    nan[3] = Float.NaN;
    refused(
        file("nan.npy", NpyFile.encode(new int[] {6, 2}, nan)) + "," + y,
        "nan.npy: expected finite float32 numbers, found NaN at [1, 1]");
    refused(
        file("scalar.npy", NpyFile.encode(new int[0], new float[1])) + "," + y,
        "expected [count, ...], found a single number");
    Path few = file("few.npy", NpyFixture.bytes(random(8), 4, 2));
    refused(
        few + "," + file("few-y.npy", NpyFixture.longs(0, 1, 0, 1)),
        "expected at least 5 inputs, of which a fifth is to test on, found 4");
    refused(x + "," + y + "," + few + "," + y, "expected 4 classes as there are inputs");
    assertThatThrownBy(() -> new DataSource(x + "," + y, Optional.empty(), Optional.of("a")).open())
        .hasMessageContaining("a class column is of CSV files");
    assertThatThrownBy(() -> named("mnist", ArrayLayout.NHWC).open())
        .hasMessageContaining("a layout is of .npy and .npz files");
  }

  private static void refused(String name, String... parts) {
    assertThatThrownBy(() -> Dataset.open(name))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }
}
