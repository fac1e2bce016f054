package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mutations of valid files, with the checksums set right again so that the damage gets past them:
 * each is refused or is a model, and takes no more memory than {@code FORMAT.md} allows.
 *
 * <p>{@code -Psoak} makes 1,000,000 of them and holds the time of each, too. {@code
 * -Dsparsevd.round} decodes one of them alone.
 */
class MutationTest {
  private static final Path FOLDER = Path.of("src/test/resources/conformance");
  private static final int ROUNDS = Integer.getInteger("sparsevd.mutations", 4000);
  private static final long SEED = Long.getLong("sparsevd.seed", 20261122L);
  private static final int SOAK = 100_000;
  private static final long MOST_NANOS = 1_000_000_000L;

  /** The only round to decode, of as many as usual; -1 for all. */
  private static final int ONLY = Integer.getInteger("sparsevd.round", -1);

  private static final List<byte[]> FILES = new ArrayList<>();

  private final SplittableRandom random = new SplittableRandom(SEED);

  @BeforeAll
  static void readFiles() throws IOException {
    for (String name :
        List.of(
            "all-operators",
            "dense",
            "csr",
            "bitmask",
            "coded",
            "compact",
            "compact-anonymous",
            "additions",
            "deviations",
            "operators-4",
            "general",
            "general-anonymous",
            "tabled")) {
      FILES.add(Files.readAllBytes(FOLDER.resolve(name + ".spvd")));
    }
  }

  @Test
  void endInAModelOrARefusal() {
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] file = mutated(FILES.get(random.nextInt(FILES.size())).clone());
      if (ONLY < 0 || ONLY == round) {
        refused += decoded(file, round).refused() ? 1 : 0;
      }
    }
    if (ONLY < 0) {
      assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }
  }

  private static Decoding decoded(byte[] file, int round) {
    String name = "round " + round + ", seed " + SEED;
    Decoding decoding;
    try {
      decoding = Decoding.of(file);
      if (decoding.nanos() > MOST_NANOS) {
        // The first time may have counted what the JVM does beside.
        decoding = Decoding.of(file);
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + ": " + e, e);
    }
    assertThat(decoding).as(name).matches(Decoding::keepsBound, "keeps the bounds of FORMAT.md");
    if (ROUNDS >= SOAK) {
      assertThat(decoding.nanos())
          .as("%s: nanoseconds for %s", name, decoding)
          .isLessThan(MOST_NANOS);
    }
    return decoding;
  }

  private byte[] mutated(byte[] file) {
    byte[] mutated = file;
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutated = mutatedOnce(mutated);
    }
    return random.nextInt(16) == 0 ? mutated : Signed.file(mutated);
  }

  private byte[] mutatedOnce(byte[] file) {
    int at = 5 + random.nextInt(file.length - 5);
    int length = Math.min(file.length - at, 1 + random.nextInt(8));
    switch (random.nextInt(6)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[at] = (byte) random.nextInt();
      case 2 -> file[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
      case 3 ->
          System.arraycopy(file, at, file, 5 + random.nextInt(file.length - length - 4), length);
      case 4 -> {
        byte[] shorter = new byte[Math.max(20, file.length - length)];
        System.arraycopy(file, 0, shorter, 0, Math.min(at, shorter.length));
        int rest = Math.max(0, shorter.length - at);
        System.arraycopy(file, file.length - rest, shorter, shorter.length - rest, rest);
        return shorter;
      }
      default -> {
        byte[] longer = new byte[file.length + length];
        System.arraycopy(file, 0, longer, 0, at);
        for (int i = at; i < at + length; i++) {
          longer[i] = (byte) random.nextInt();
        }
        System.arraycopy(file, at, longer, at + length, file.length - at);
        return longer;
      }
    }
    return file;
  }
}
