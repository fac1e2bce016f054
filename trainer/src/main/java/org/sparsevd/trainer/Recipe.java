package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.List;

/**
 * A network and how it is trained.
 *
 * @param batchSize images a step; the last step of an epoch may have fewer
 * @param initialLogSigma2 log variance of every weight when the first {@link Phase.Kind#SPARSE}
 *     phase begins
 */
public record Recipe(
    String name, Network network, int batchSize, double initialLogSigma2, List<Phase> phases) {

  /** Most epochs a recipe may have. */
  public static final int MAX_EPOCHS = 100_000;

  public Recipe {
    phases = List.copyOf(phases);
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size must be 1 to 4096, found " + batchSize);
    }
    if (!Double.isFinite(initialLogSigma2)) {
      throw new IllegalArgumentException("initial log sigma^2 is not finite");
    }
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("recipe '" + name + "' has no phases");
    }
  }

  /** Epochs of all phases. */
  public int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  /** The phase that an epoch of the whole run, counted from 0, belongs to. */
  public Phase phaseOf(int epoch) {
    return phases.get(phaseIndex(epoch));
  }

  /** Epoch of the whole run at which the phase of this epoch begins. */
  public int phaseStart(int epoch) {
    int start = 0;
    for (int i = 0; i < phaseIndex(epoch); i++) {
      start += phases.get(i).epochs();
    }
    return start;
  }

  private int phaseIndex(int epoch) {
    int end = 0;
    for (int i = 0; i < phases.size(); i++) {
      end += phases.get(i).epochs();
      if (epoch < end) {
        return i;
      }
    }
    throw new IllegalArgumentException("epoch " + epoch + " is not below " + epochs());
  }

  /**
   * The same course in another number of epochs: every phase gets its share, a phase whose share
   * rounds to none is left out, and the longest always stays.
   *
   * @throws IllegalArgumentException if the number is not 1 to {@link #MAX_EPOCHS}
   */
  public Recipe withEpochs(int newEpochs) {
    if (newEpochs < 1 || newEpochs > MAX_EPOCHS) {
      throw new IllegalArgumentException(
          "epochs must be 1 to " + MAX_EPOCHS + ", found " + newEpochs);
    }
    if (newEpochs == epochs()) {
      return this;
    }
    Phase longest = phases.get(0);
    for (Phase phase : phases) {
      longest = phase.epochs() > longest.epochs() ? phase : longest;
    }
    int[] shares = new int[phases.size()];
    int rest = newEpochs;
    for (int i = 0; i < shares.length; i++) {
      if (phases.get(i) != longest) {
        shares[i] = (int) Math.round((double) newEpochs * phases.get(i).epochs() / epochs());
        rest -= shares[i];
      }
    }
    List<Phase> scaled = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      int share = phases.get(i) == longest ? rest : shares[i];
      if (share > 0) {
        scaled.add(phases.get(i).withEpochs(share));
      }
    }
    return new Recipe(name, network, batchSize, initialLogSigma2, scaled);
  }
}
