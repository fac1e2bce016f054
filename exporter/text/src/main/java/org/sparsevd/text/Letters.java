package org.sparsevd.text;

import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.Mixer;

/**
 * Codes letters of words, highest bit first. Each bit is predicted behind the last one, two, three
 * and four letters, behind all letters of the word, and by the letter at this place in the word
 * before; the predictions are mixed (Mahoney, "Adaptive Weighing of Context Models for Lossless
 * Data Compression", 2005).
 */
final class Letters {
  private static final int TABLE_BITS = 16;
  private static final int MODELS = 6;
  private static final int RATE = 6;
  private static final int WEIGHT = 90;
  private static final int WEIGHTS_SETS = 256;

  private final BitCoder coder;
  private final Contexts[] tables = new Contexts[MODELS];
  private final Mixer[] mixers = new Mixer[WEIGHTS_SETS];
  private final int[] hashes = new int[MODELS];
  private final int[] places = new int[MODELS];
  private final int[] word = new int[1 << 10];
  private final int[] before = new int[1 << 10];
  private int length;
  private int lengthBefore;

  Letters(BitCoder coder) {
    this.coder = coder;
    Logistic logistic = new Logistic();
    for (int i = 0; i < MODELS; i++) {
      tables[i] = new Contexts(logistic, 1 << TABLE_BITS, 0, 0);
    }
    for (int i = 0; i < WEIGHTS_SETS; i++) {
      mixers[i] = new Mixer(logistic, RATE, WEIGHT, WEIGHT, WEIGHT, WEIGHT, WEIGHT, WEIGHT);
    }
  }

  /** Codes a letter, 0 at the end of a word; a decoder ignores what it is given. */
  int code(int letter) {
    hash();
    int partial = 1;
    for (int bit = 7; bit >= 0; bit--) {
      Mixer mixer = mixers[partial];
      for (int i = 0; i < MODELS; i++) {
        places[i] = (hashes[i] + partial * 0x9E3779B1) * 0x85EBCA6B >>> 32 - TABLE_BITS;
        mixer.input(i, tables[i].logOdds(places[i]));
      }
      boolean set = coder.code((letter >>> bit & 1) != 0, mixer.mix(0));
      mixer.learn(set);
      for (int i = 0; i < MODELS; i++) {
        tables[i].learn(places[i], set);
      }
      partial = partial << 1 | (set ? 1 : 0);
    }
    int coded = partial & 0xFF;
    next(coded);
    return coded;
  }

  private void hash() {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all = (all + word[i] + 1) * 0x2C1B3C6D;
    }
    for (int order = 0; order < 4; order++) {
      int hash = order + 1;
      for (int i = 0; i <= order; i++) {
        hash = hash * 0x01000193 + (length - i > 0 ? word[length - i - 1] + 1 : 0);
      }
      hashes[order] = hash * 0x2C1B3C6D;
    }
    hashes[4] = all + 5;
    int above = length < lengthBefore ? before[length] : 0;
    int left = length > 0 ? word[length - 1] : 0;
    hashes[5] = ((above << 8 | left) + 6) * 0x297A2D39;
  }

  private void next(int letter) {
    if (letter != 0 && length < word.length) {
      word[length++] = letter;
    } else {
      System.arraycopy(word, 0, before, 0, length);
      lengthBefore = length;
      length = 0;
    }
  }
}
