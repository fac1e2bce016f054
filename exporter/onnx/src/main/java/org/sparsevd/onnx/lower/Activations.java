package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.onnx.OnnxException;

/** The activations that a recurrent node names, with parameters that are usual. */
final class Activations {
  /** Parameters that a function takes, in ONNX's order: alpha, then beta. */
  private static final Map<Activation, List<Float>> PARAMETERS =
      Map.of(
          Activation.HARD_SIGMOID, List.of(0.2f, 0.5f),
          Activation.LEAKY_RELU, List.of(0.01f),
          Activation.ELU, List.of(1f));

  private Activations() {}

  /** One list for all directions, one after the other. */
  static List<Activation> of(Call call, Op.RecurrentKind kind, int directions)
      throws OnnxException {
    List<String> stated = call.texts("activations");
    List<Float> alphas = list(call.reals("activation_alpha"));
    List<Float> betas = list(call.reals("activation_beta"));
    List<Activation> found = new ArrayList<>();
    if (stated == null) {
      for (int d = 0; d < directions; d++) {
        found.addAll(standard(kind));
      }
      return found;
    }
    int expected = standard(kind).size() * directions;
    if (stated.size() != expected) {
      throw new OnnxException(
          "attribute 'activations' has " + stated.size() + " names, expected " + expected);
    }
    for (String name : stated) {
      Activation function = function(name);
      List<Float> usual = PARAMETERS.getOrDefault(function, List.of());
      take(name, "alpha", alphas, usual, 0);
      take(name, "beta", betas, usual, 1);
      found.add(function);
    }
    return found;
  }

  private static List<Activation> standard(Op.RecurrentKind kind) {
    return switch (kind) {
      case RNN -> List.of(Activation.TANH);
      case GRU -> List.of(Activation.SIGMOID, Activation.TANH);
      case LSTM -> List.of(Activation.SIGMOID, Activation.TANH, Activation.TANH);
    };
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (int i = 0; values != null && i < values.length; i++) {
      list.add(values[i]);
    }
    return list;
  }

  /** As ONNX Runtime, case does not count. */
  private static Activation function(String name) throws OnnxException {
    for (Activation function : Activation.values()) {
      if (function.title().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return function;
      }
    }
    throw new OnnxException("activation '" + name + "' is not supported");
  }

  /** Functions take their parameters from the front of the lists, those that have any. */
  private static void take(
      String name, String parameter, List<Float> given, List<Float> usual, int index)
      throws OnnxException {
    if (index >= usual.size() || given.isEmpty()) {
      return;
    }
    float value = given.remove(0);
    if (Math.abs(value - usual.get(index)) > 1e-6f) {
      throw new OnnxException(
          "activation '"
              + name
              + "' with "
              + parameter
              + " "
              + value
              + " is not supported, only "
              + usual.get(index));
    }
  }
}
