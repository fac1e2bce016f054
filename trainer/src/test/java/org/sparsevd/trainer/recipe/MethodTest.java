package org.sparsevd.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MethodTest {
  @ParameterizedTest
  @EnumSource
  void isKnownByItsRecipes(Method method) {
    for (String preset : Presets.names()) {
      Recipe recipe = method.recipe(Presets.recipe(preset));
      assertThat(Method.of(recipe)).as(preset).isEqualTo(method);
      assertThat(Method.of(recipe.withEpochs(7 + recipe.epochs()))).isEqualTo(method);
    }
    assertThat(Method.of(method.label())).isEqualTo(method);
  }
}
