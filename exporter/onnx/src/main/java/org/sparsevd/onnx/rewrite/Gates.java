package org.sparsevd.onnx.rewrite;

import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Functions of single elements that files write out: Gelu, hard sigmoid and hard swish, SiLU. All
 * are products, so that they are told by their factors.
 */
final class Gates {
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double SLOPE = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;
  private static final Op TO_SIX = new Op.Clip(0, 6);

  private final Formulas formulas;

  Gates(Formulas formulas) {
    this.formulas = formulas;
  }

  /** The node as one function; null where it is none. */
  Node match(Node node) {
    if (!(node.op() instanceof Op.Binary)) {
      return null;
    }
    Formulas.Product product = formulas.product(node.name());
    List<String> factors = product.factors();
    Op found = null;
    String of = null;
    if (factors.size() == 1 && Formulas.close(product.number(), 1 / 6.0)) {
      of = aboveThree(factors.get(0));
      found = new Op.HardSigmoid(1 / 6f, 0.5f);
    }
    for (int i = 0; i < 2 && of == null && factors.size() == 2; i++) {
      String x = factors.get(i);
      found = gated(product.number(), x, factors.get(1 - i));
      of = found == null ? null : x;
    }
    boolean same = of != null && formulas.shape(of).equals(formulas.shape(node.name()));
    return same ? new Node(node.name(), found, List.of(of)) : null;
  }

  /** The value x of {@code min(max(x + 3, 0), 6)}; null where it is none. */
  private String aboveThree(String value) {
    String inside = formulas.of(TO_SIX, value);
    Formulas.Sum sum = inside == null ? null : formulas.sum(inside);
    return sum != null && sum.number() == 3 ? sum.value() : null;
  }

  /** What a number times x times a gate is; null where it is none. */
  private Op gated(double number, String x, String gate) {
    if (number == 1 && x.equals(formulas.of(new Op.Sigmoid(), gate))) {
      return Op.Function.SILU;
    }
    Op.HardSigmoid hard = formulas.op(gate, Op.HardSigmoid.class);
    boolean sixth = hard != null && Formulas.close(hard.alpha(), 1 / 6.0) && hard.beta() == 0.5f;
    if (number == 1 && sixth && formulas.node(gate).inputs().get(0).equals(x)) {
      return new Op.HardSwish();
    }
    if (Formulas.close(number, 1 / 6.0) && x.equals(aboveThree(gate))) {
      return new Op.HardSwish();
    }
    Formulas.Sum sum = formulas.sum(gate);
    if (number != 0.5 || sum == null || sum.number() != 1) {
      return null;
    }
    String argument = formulas.of(Op.Function.ERF, sum.value());
    if (argument != null && formulas.product(argument).is(ROOT_HALF, x)) {
      return new Op.Gelu(false);
    }
    argument = formulas.of(new Op.Tanh(), sum.value());
    return argument != null && isCubic(argument, x) ? new Op.Gelu(true) : null;
  }

  /** Whether a value is {@code sqrt(2 / pi) * (x + 0.044715 * x^3)}, x inside or outside. */
  private boolean isCubic(String value, String x) {
    Formulas.Product product = formulas.product(value);
    if (product.factors().size() == 1 && Formulas.close(product.number(), SLOPE)) {
      List<String> terms = formulas.operands(Op.BinaryFunction.PLUS, product.factors().get(0));
      return terms != null
          && (terms.get(0).equals(x) && formulas.product(terms.get(1)).is(CUBE, x, x, x)
              || terms.get(1).equals(x) && formulas.product(terms.get(0)).is(CUBE, x, x, x));
    }
    for (String factor : product.factors()) {
      Formulas.Sum sum = formulas.sum(factor);
      if (sum != null
          && sum.number() == 1
          && product.is(SLOPE, x, factor)
          && formulas.product(sum.value()).is(CUBE, x, x)) {
        return true;
      }
    }
    return false;
  }
}
