package org.sparsevd.machine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.level.LevelEnding;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.RowsFunction;

/** Dense layers over vectors of levels against plain loops. */
class RowsLayerTest {
  private static LevelMatrix layer(Random random, int lanes) {
    int vectors = 1 + random.nextInt(random.nextInt(4) == 0 ? 150 : 40);
    int columns = 1 + random.nextInt(70);
    int outputs = 4 * lanes + random.nextInt(70);
    outputs -= random.nextInt(3) > 0 ? outputs % 8 : 0;
    byte[] weights = new byte[outputs * columns];
    // Few of small ones are too much together.
    int large = random.nextInt(3);
    for (int i = 0; i < weights.length; i++) {
      int most = large == 0 || large == 1 && random.nextInt(40) > 0 ? 64 : 127;
      weights[i] = (byte) (random.nextInt(2 * most + 1) - most);
    }
    float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
    boolean scaled = random.nextBoolean();
    float[] scale = numbers(random, scaled ? outputs : 0, .01f);
    float[] shift = numbers(random, scaled ? outputs : 0, 10);
    Op.Quantize found = random.nextBoolean() ? levels(random) : null;
    LevelEnding ending = new LevelEnding(floor, scale, shift, found);
    return new LevelMatrix(vectors, columns, weights, levels(random), random.nextBoolean(), ending);
  }

  private static Op.Quantize levels(Random random) {
    // Powers of two among them: sums then lie between two levels.
    float scale = random.nextBoolean() ? .5f : .01f + random.nextFloat();
    return new Op.Quantize(scale, random.nextInt(256));
  }

  private static float[] numbers(Random random, int count, float scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = scale * (float) random.nextGaussian();
    }
    return numbers;
  }

  private static float[] levels(Random random, LevelMatrix layer) {
    float[] levels = new float[layer.vectors() * layer.columns() + LevelMatrix.BLOCK - 1];
    if (layer.rounds()) {
      float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
      float[] numbers = numbers(random, levels.length, 100);
      for (int i = 0; i < numbers.length; i += 7) {
        numbers[i] = random.nextBoolean() ? i + .25f : special[i % special.length];
      }
      return numbers;
    }
    int zero = layer.levels().zero();
    for (int i = 0; i < levels.length; i++) {
      levels[i] = random.nextInt(256) - zero;
    }
    levels[levels.length - 1] = Float.NaN;
    return levels;
  }

  @Test
  void randomLayersHaveTheSameBitsAsPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int byBytes = 0;
    for (int i = 0; i < 100; i++) {
      LevelMatrix layer = layer(random, Width.YMM.lanes());
      float[] in = levels(random, layer);
      float[] expected = new float[layer.vectors() * layer.outputs()];
      layer.run(in, expected);
      float[] found = new float[expected.length];
      RowsFunction code = RowsLayer.of(Width.YMM, layer, false).orElseThrow();
      code.run(in, new float[layer.room()], found);
      assertThat(found).as("seed %d, layer %d: %s", seed, i, layer).isEqualTo(expected);
      RowsShape bytes = RowsShape.of(Width.YMM, layer, RowsProducts.BYTES);
      if (excess(layer).isFor(bytes)) {
        float[] room = numbers(random, layer.room(), Float.NaN);
        Arrays.fill(found, 0);
        RowsLayer.of(bytes, excess(layer)).orElseThrow().run(in, room, found);
        assertThat(found).as("seed %d, layer %d by bytes", seed, i).isEqualTo(expected);
        byBytes++;
      }
    }
    assertThat(byBytes).isGreaterThan(10);
  }

  /** In the emulator an array ends where it ends. */
  @Test
  void otherProcessorsComputeTheSameAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 24; i++) {
      Width width = i % 2 == 0 ? Width.YMM : Width.ZMM;
      RowsProducts products = RowsProducts.values()[i % RowsProducts.values().length];
      LevelMatrix layer = layer(random, width.lanes());
      RowsShape shape = RowsShape.of(width, layer, products);
      if (products == RowsProducts.BYTES
          && !excess(layer).isNone()
          && !excess(layer).isFor(shape)) {
        continue;
      }
      float[] in = levels(random, layer);
      float[] expected = new float[layer.vectors() * layer.outputs()];
      layer.run(in, expected);
      assertThat(emulate(shape, in))
          .as("seed %d, layer %d: %s", seed, i, layer)
          .isEqualTo(expected);
    }
  }

  private static float[] emulate(RowsShape shape, float[] in) {
    LevelMatrix layer = shape.layer();
    Excess excess = excess(layer);
    boolean bytes = shape.products() == RowsProducts.BYTES && excess.isFor(shape);
    ExcessRoom behind = bytes ? ExcessRoom.of(shape) : null;
    RowsTable table = RowsTable.of(shape, bytes ? excess.rest() : layer.weights());
    byte[] multiply = RowsCode.of(shape, behind);
    ByteBuffer levels = buffer(in.length);
    levels.asFloatBuffer().put(in);
    ByteBuffer found = buffer(layer.vectors() * layer.outputs());
    Emulator machine = new Emulator();
    long first = machine.map(levels);
    long room = machine.map(buffer(layer.room()));
    long out = machine.map(found);
    long tables = machine.map(table.memory().asByteBuffer());
    machine.call(RowsPacking.code(shape), first, room, tables, 0, 0, layer.vectors());
    ExcessTable eights = bytes ? ExcessTable.of(shape, excess, behind) : null;
    long begins = bytes ? machine.map(eights.memory().asByteBuffer()) : 0;
    if (bytes) {
      long to = behind.words();
      machine.call(ExcessCode.turn(behind), room, begins, 0, to, shape.blocks(), 0);
    }
    for (int panel = 0; panel < table.panels(); panel++) {
      for (int i = 0; bytes && i < shape.parts(); i++) {
        int at = eights.eights()[table.output(panel) / 8 + i];
        for (int run = 0; run < behind.runs(); run++) {
          long begin = (long) behind.first(run) * ExcessRoom.VECTOR;
          long to = behind.sums() + i * behind.sumBytes() + 8 * begin;
          machine.call(ExcessCode.sums(behind), room, begins, at, behind.words() + begin, to, 0);
        }
      }
      for (int chunk = 0; chunk < table.chunks(); chunk++) {
        long at = table.panel(panel);
        machine.call(multiply, room, out, tables, at, table.chunk(chunk), 1);
      }
    }
    float[] all = new float[layer.vectors() * layer.outputs()];
    found.asFloatBuffer().get(all);
    return all;
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Excess excess(LevelMatrix layer) {
    return Excess.of(layer.weights(), layer.columns());
  }

  @Test
  void whatIsTakenOutFitsAndIsAllThatIsMissing() {
    byte[] weights = {100, 60, -128, -127, 127, -127, 127, 1, 1, 127, -100, -28, 127};
    Excess excess = Excess.of(weights, weights.length);
    for (int i = 0; i < weights.length; i++) {
      assertThat(excess.rest()[i] + excess.taken()[i]).isEqualTo(weights[i]);
      if (i % 2 == 1) {
        assertThat(Math.abs(excess.rest()[i - 1] + excess.rest()[i])).isLessThanOrEqualTo(128);
      }
    }
    assertThat(excess.taken()).containsExactly(0, 32, 0, -127, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    LevelMatrix layer = layer(new Random(1), Width.YMM.lanes());
    RowsFunction code = RowsLayer.of(Width.YMM, layer, false).orElseThrow();
    float[] in = new float[layer.vectors() * layer.columns() + LevelMatrix.BLOCK - 1];
    float[] room = new float[layer.room()];
    float[] out = new float[layer.vectors() * layer.outputs()];
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(new float[in.length - 1], room, out));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(in, new float[room.length - 1], out));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> code.run(in, room, new float[out.length - 1]));
  }

  @Test
  void layersOfFewOutputsAreLeftToOthers() {
    LevelMatrix layer =
        new LevelMatrix(3, 5, new byte[31 * 5], new Op.Quantize(1, 0), false, LevelEnding.of(0));
    assertThat(RowsLayer.of(Width.YMM, layer, false)).isEmpty();
  }
}
