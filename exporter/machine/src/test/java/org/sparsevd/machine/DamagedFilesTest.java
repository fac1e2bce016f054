package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;

/** Files that are damaged, on machine code: refused, or run like any other net. */
class DamagedFilesTest {
  private static final int FILES = Integer.getInteger("sparsevd.mutations", 1000);

  private static final String TILES = "sparsevd.tiles";

  /** Bytes in front of the first section of a file of version 1. */
  private static final int HEADER = 9;

  /** Where a file says which version it is of. */
  private static final int VERSION = 4;

  @BeforeEach
  void force() {
    System.setProperty(KernelLookup.PROPERTY, "machine");
  }

  @AfterEach
  void forget() {
    System.clearProperty(KernelLookup.PROPERTY);
    System.clearProperty(TILES);
  }

  @Test
  void noDamageCrashes() throws IOException {
    check(FILES);
  }

  @Test
  @Tag("long")
  void noneOfAMillionDamagesCrashes() throws IOException {
    check(1_000_000);
  }

  private static void check(int files) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomNets nets = new RandomNets(random);
    int ran = 0;
    byte[] file = new byte[0];
    for (int i = 0; i < files; i++) {
      if (i % 50 == 0) {
        boolean levels = i % 150 == 0;
        System.setProperty(TILES, levels ? "always" : "never");
        Model model =
            levels
                ? new LevelNets(random).next()
                : random.nextBoolean() ? nets.chain() : nets.images();
        file = SpvdFile.encode(model);
      }
      ran += runs(damaged(file, random), random) ? 1 : 0;
    }
    assertThat(ran).as("seed %d", seed).isBetween(files / 4 + 1, files - 1);
  }

  /** Some bits of what sections hold changed, and their checksums put right. */
  private static byte[] damaged(byte[] file, Random random) {
    byte[] changed = file.clone();
    int damages = random.nextInt(4);
    if (file[VERSION] > 1) {
      return damagedWhole(changed, damages, random);
    }
    // Behind the header come sections: a byte, a length, as much content, a checksum of all that.
    for (int start = HEADER; start < file.length && damages > 0; ) {
      int at = start + 1;
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        length |= (file[at] & 0x7f) << shift;
        if (file[at++] >= 0) {
          break;
        }
      }
      int end = at + length;
      if (length > 0 && random.nextInt(4) == 0) {
        changed[at + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        damages--;
      }
      CRC32C checksum = new CRC32C();
      checksum.update(changed, start, end - start);
      ByteBuffer.wrap(changed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(end, (int) checksum.getValue());
      start = end + Integer.BYTES;
    }
    return changed;
  }

  /** The same of files of later versions, which have one checksum at their end. */
  private static byte[] damagedWhole(byte[] file, int damages, Random random) {
    int end = file.length - Integer.BYTES;
    for (int i = 0; i < damages; i++) {
      file[HEADER + random.nextInt(end - HEADER)] ^= (byte) (1 << random.nextInt(8));
    }
    CRC32C checksum = new CRC32C();
    checksum.update(file, 0, end);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(end, (int) checksum.getValue());
    return file;
  }

  private static boolean runs(byte[] file, Random random) throws IOException {
    SparseModel model;
    try {
      model = SparseModel.load(file);
    } catch (FormatException e) {
      return false;
    }
    byte[] pixels = new byte[model.inputSize()];
    random.nextBytes(pixels);
    float[] scores = new float[model.outputSize()];
    model.newSession().run(pixels, 1, scores);
    return true;
  }
}
