package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AnswersTest {
  private static Answers answers(float... values) {
    return new Answers(values, 2);
  }

  @Test
  void theFirstOfEqualScoresIsTheClass() {
    Answers answers = new Answers(new float[] {1, 3, 3, 0, 0, 0, -2, -3, -1}, 3);
    assertThat(answers.count()).isEqualTo(3);
    assertThat(new int[] {answers.top1(0), answers.top1(1), answers.top1(2)})
        .containsExactly(1, 0, 2);
  }

  @Test
  void errorsAreCountedInPercent() {
    Answers answers = answers(1, 0, 1, 0, 0, 1, 0, 1);
    assertThat(answers.errorPercent(new int[] {0, 1, 1, 1})).isEqualTo(25);
    assertThat(answers.errorPercent(input -> 1 - answers.top1(input))).isEqualTo(100);
    int[] right = answers.rightOf(new int[] {0, 1, 1, 0});
    assertThat(right).containsExactly(0, Answers.NO_CLASS, 1, Answers.NO_CLASS);
    assertThat(answers.errorPercent(right)).isEqualTo(50);
  }

  @Test
  void probabilitiesSumToOneHoweverLargeTheScores() {
    double[] shares = answers(2000, 1999).probabilities(0);
    assertThat(shares[0]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
    assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-12));
  }

  @Test
  void theDivergenceIsTheMeanOverTheInputs() {
    Answers found = answers(0, 0, 3, 1);
    Answers expected = answers(1, 0, 3, 1);
    double p = 1 / (1 + Math.exp(-1));
    double divergence = p * Math.log(p / 0.5) + (1 - p) * Math.log((1 - p) / 0.5);
    assertThat(found.divergence(expected)).isCloseTo(divergence / 2, within(1e-7));
    assertThat(found.divergence(found)).isZero();
  }

  @Test
  void aClassThatWasImpossibleDoesNotCount() {
    Answers expected = answers(0, Float.NEGATIVE_INFINITY);
    assertThat(answers(0, 0).divergence(expected)).isCloseTo(Math.log(2), within(1e-7));
    assertThat(answers(0, -800).divergence(answers(0, -2000))).isCloseTo(0, within(1e-7));
  }

  @Test
  void logarithmsOfProbabilitiesAreScoresOfThem() {
    Answers logs = answers(0.25f, 0.75f, 1, 0).logarithms();
    assertThat(logs.probabilities(0)[1]).isCloseTo(0.75, within(1e-7));
    assertThat(logs.probabilities(1)).containsExactly(new double[] {1, 0}, within(1e-7));
  }

  @Test
  void differencesAreRelativeToTheOther() {
    Answers other = answers(3, 0, 1, 0);
    Answers found = answers(3, 1, 1, 0);
    assertThat(found.maxAbsDifference(other)).isEqualTo(1);
    assertThat(found.largest()).isEqualTo(3);
    assertThat(found.top1Agreement(other)).isEqualTo(1);
    assertThat(found.top1Agreement(answers(0, 1, 1, 0))).isEqualTo(0.5);
    assertThat(found.differencePercent(other)).isCloseTo(100 * Math.sqrt(1 / 10.0), within(1e-9));
    assertThat(found.changePercent(other)).isCloseTo(100 * Math.sqrt(1 / 2.0), within(1e-9));
    assertThat(other.changePercent(other)).isZero();
    assertThat(answers(Float.NaN, 0).maxAbsDifference(answers(0, 0))).isNaN();
  }
}
