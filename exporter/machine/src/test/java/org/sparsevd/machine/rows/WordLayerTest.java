package org.sparsevd.machine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.level.LevelEnding;
import org.sparsevd.runtime.level.LevelMatrix;
import org.sparsevd.runtime.machine.RowsFunction;

/** Dense layers over vectors of levels against plain loops. */
class WordLayerTest {
  private static LevelMatrix layer(Random random, int lanes) {
    int vectors = 1 + random.nextInt(40);
    int columns = 1 + random.nextInt(70);
    int outputs = 4 * lanes + random.nextInt(70);
    byte[] weights = new byte[outputs * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (random.nextInt(255) - 127);
    }
    float floor = random.nextBoolean() ? 0 : Float.NEGATIVE_INFINITY;
    boolean scaled = random.nextBoolean();
    float[] scale = numbers(random, scaled ? outputs : 0, .01f);
    float[] shift = numbers(random, scaled ? outputs : 0, 10);
    Op.Quantize found = random.nextBoolean() ? levels(random) : null;
    LevelEnding ending = new LevelEnding(floor, scale, shift, found);
    Op.Quantize read = random.nextBoolean() ? levels(random) : null;
    return new LevelMatrix(vectors, columns, weights, read, ending);
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
    if (layer.read() != null) {
      float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
      float[] numbers = numbers(random, levels.length, 100);
      for (int i = 0; i < numbers.length; i += 7) {
        numbers[i] = random.nextBoolean() ? i + .25f : special[i % special.length];
      }
      return numbers;
    }
    int zero = random.nextInt(256);
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
    for (int i = 0; i < 100; i++) {
      LevelMatrix layer = layer(random, Width.YMM.lanes());
      float[] in = levels(random, layer);
      float[] expected = new float[layer.vectors() * layer.outputs()];
      layer.run(in, expected);
      float[] found = new float[expected.length];
      RowsFunction code = WordLayer.of(Width.YMM, layer).orElseThrow();
      code.run(in, new float[layer.room()], found);
      assertThat(found).as("seed %d, layer %d: %s", seed, i, layer).isEqualTo(expected);
    }
  }

  /** In the emulator an array ends where it ends. */
  @Test
  void otherProcessorsComputeTheSameAndStayInside() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 16; i++) {
      Width width = i % 2 == 0 ? Width.YMM : Width.ZMM;
      LevelMatrix layer = layer(random, width.lanes());
      float[] in = levels(random, layer);
      float[] expected = new float[layer.vectors() * layer.outputs()];
      layer.run(in, expected);
      assertThat(emulate(width, layer, in))
          .as("seed %d, layer %d: %s", seed, i, layer)
          .isEqualTo(expected);
    }
  }

  private static float[] emulate(Width width, LevelMatrix layer, float[] in) {
    WordCode code = WordLayer.code(width, layer);
    WordTable table = WordTable.of(code);
    ByteBuffer levels = buffer(in.length);
    levels.asFloatBuffer().put(in);
    ByteBuffer found = buffer(layer.vectors() * layer.outputs());
    Emulator machine = new Emulator();
    long first = machine.map(levels);
    long words = machine.map(buffer(layer.room()));
    long out = machine.map(found);
    long tables = machine.map(table.memory().asByteBuffer());
    machine.call(code.pack(), first, words, tables, 0, 0, layer.vectors());
    for (int chunk = 0; chunk < table.chunks(); chunk++) {
      long panel = table.panel(0);
      machine.call(code.multiply(), words, out, tables, panel, table.chunk(chunk), table.panels());
    }
    float[] all = new float[layer.vectors() * layer.outputs()];
    found.asFloatBuffer().get(all);
    return all;
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    LevelMatrix layer = layer(new Random(1), Width.YMM.lanes());
    RowsFunction code = WordLayer.of(Width.YMM, layer).orElseThrow();
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
    LevelMatrix layer = LevelMatrix.of(3, 5, new byte[31 * 5], 0);
    assertThat(WordLayer.of(Width.YMM, layer)).isEmpty();
  }
}
