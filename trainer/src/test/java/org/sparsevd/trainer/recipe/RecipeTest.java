package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecipeTest {
  /** A phase that is told from others by its learning rate, whatever its epochs. */
  private static Phase phase(int epochs, int number) {
    return new Phase(
        Phase.Kind.SPARSE,
        epochs,
        Schedule.constant(number),
        1,
        Schedule.constant(1),
        Phase.NO_REMOVAL,
        0);
  }

  private static Recipe recipe(List<Phase> phases) {
    return new Recipe("r", Network.lenet300100(), 96, -10, phases);
  }

  private static List<Integer> epochs(Recipe recipe) {
    return recipe.phases().stream().map(Phase::epochs).toList();
  }

  @Test
  void equalPhasesShareFewEpochs() {
    Recipe three = recipe(List.of(phase(10, 0), phase(10, 1), phase(10, 2)));
    assertThat(epochs(three.withEpochs(2))).containsExactly(1, 1);
    assertThat(three.withEpochs(2).phases().get(0).learningRate().at(0)).isZero();
    Recipe five = recipe(List.of(phase(4, 0), phase(4, 1), phase(4, 2), phase(4, 3), phase(4, 4)));
    assertThat(epochs(five.withEpochs(3))).containsExactly(1, 1, 1);
  }

  @Test
  void onePhaseListedTwiceIsTwoPhases() {
    Phase twice = phase(10, 0);
    Recipe recipe = recipe(List.of(twice, phase(5, 1), twice));
    assertThat(epochs(recipe.withEpochs(50))).containsExactly(20, 10, 20);
    assertThat(epochs(recipe.withEpochs(5))).containsExactly(2, 1, 2);
    assertThat(epochs(recipe.withEpochs(1))).containsExactly(1);
  }

  @Test
  void anyRecipeGetsTheEpochsAskedForAndKeepsItsLongestPhase() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      List<Phase> phases = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 200);
      int longest = 0;
      for (int i = 0; i < count; i++) {
        phases.add(phase(1 + random.nextInt(most), i));
        longest = phases.get(i).epochs() > phases.get(longest).epochs() ? i : longest;
      }
      Recipe recipe = recipe(phases);
      int asked = 1 + random.nextInt(random.nextBoolean() ? 10 : 1000);
      Recipe scaled = recipe.withEpochs(asked);
      String what = "seed " + seed + ": " + epochs(recipe) + " in " + asked;
      assertThat(scaled.epochs()).as(what).isEqualTo(asked);
      int[] found = new int[count];
      int before = -1;
      for (Phase phase : scaled.phases()) {
        int number = (int) phase.learningRate().at(0);
        assertThat(number).as(what).isGreaterThan(before);
        found[number] = phase.epochs();
        before = number;
      }
      assertThat(found[longest]).as(what).isPositive();
      for (int i = 0; i < count; i++) {
        double share = (double) asked * phases.get(i).epochs() / recipe.epochs();
        if (i != longest) {
          assertThat(Math.abs(found[i] - share)).as(what).isLessThan(1);
        }
      }
    }
  }

  @Test
  void refusesMoreEpochsThanAHistoryHolds() {
    assertThat(recipe(List.of(phase(99_999, 0), phase(1, 1))).epochs()).isEqualTo(100_000);
    assertThatThrownBy(() -> recipe(List.of(phase(Integer.MAX_VALUE, 0), phase(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe 'r' has 2147483648 epochs, at most 100000 are allowed");
  }
}
