package org.sparsevd.machine.code;

import java.util.Random;

/** Random places in memory: every base, most with small displacements, some with an index. */
final class Addresses {
  private final Random random;

  Addresses(Random random) {
    this.random = random;
  }

  Address next() {
    Gp base = Gp.values()[random.nextInt(16)];
    int displacement =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> random.nextInt(256) - 128;
          case 2 -> (random.nextInt(256) - 128) * 4;
          case 3 -> (random.nextInt(300) - 150) * (16 << random.nextInt(3));
          default -> random.nextInt();
        };
    Gp index = Gp.values()[random.nextInt(16)];
    boolean plain = index == Gp.RSP || random.nextBoolean();
    return plain
        ? Address.of(base, displacement)
        : Address.of(base, index, 1 << random.nextInt(4), displacement);
  }
}
