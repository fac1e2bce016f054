package org.sparsevd.trainer.recipe;

import java.util.Arrays;
import java.util.List;

/** The ways to a sparse network that the paper compares. */
public enum Method {
  /** Sparse Variational Dropout (Molchanov et al. 2017). */
  SPARSE_VD("sparse-vd"),
  /** The conventional network. */
  DENSE("dense"),
  /** By magnitude (Han et al. 2015), see {@link Pruning}. */
  PRUNING("pruning"),
  /** Dynamic network surgery (Guo et al. 2016), see {@link Surgery}. */
  DNS("dns"),
  /** Soft weight sharing (Ullrich et al. 2017), see {@link WeightSharing}. */
  SWS("sws");

  private static final String OLD_NAME_OF_SPARSE_VD = "sparse";

  private final String label;

  Method(String label) {
    this.label = label;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /** The labels of all. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Method::label).toList();
  }

  /**
   * The method that is called so.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Method of(String label) {
    if (label.equals(OLD_NAME_OF_SPARSE_VD)) {
      return SPARSE_VD;
    }
    return Arrays.stream(values())
        .filter(method -> method.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of " + String.join(", ", labels()) + ", found " + label));
  }

  /** What the phases of a recipe amount to. */
  public static Method of(Recipe recipe) {
    Method method = DENSE;
    for (Phase phase : recipe.phases()) {
      if (phase.kind() != Phase.Kind.DENSE) {
        return SPARSE_VD;
      }
      Method now = of(phase.reduction());
      method = now == DENSE ? method : now;
    }
    return method;
  }

  private static Method of(Reduction reduction) {
    return reduction.as(
        new Reduction.Cases<>() {
          @Override
          public Method none() {
            return DENSE;
          }

          @Override
          public Method pruning(Pruning pruning) {
            return PRUNING;
          }

          @Override
          public Method surgery(Surgery surgery) {
            return DNS;
          }

          @Override
          public Method sharing(WeightSharing sharing) {
            return SWS;
          }
        });
  }

  /**
   * The recipe by which a network is trained in this way.
   *
   * @param usual the network's recipe of Sparse Variational Dropout
   */
  public Recipe recipe(Recipe usual) {
    return switch (this) {
      case SPARSE_VD -> usual;
      case DENSE -> usual.dense();
      case PRUNING -> MethodRecipes.pruning(usual.network());
      case DNS -> MethodRecipes.surgery(usual.network());
      case SWS -> MethodRecipes.sharing(usual.network());
    };
  }
}
