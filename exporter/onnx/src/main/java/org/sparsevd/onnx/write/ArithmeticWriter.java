package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.ElementType;

/**
 * Writes arithmetic of two values, and choices between them. Bytes are computed with as integers of
 * 32 bits, and truth values are put in order so, because runtimes do neither.
 */
record ArithmeticWriter(NodeParts parts) {

  Void binary(Op.Binary op) {
    return switch (op.function()) {
      case PLUS -> as("Add");
      case MINUS -> as("Sub");
      case TIMES -> as("Mul");
      case OVER -> as("Div");
      case POWER -> as("Pow");
      case LEAST -> as("Min");
      case MOST -> as("Max");
      case MODULO -> op.whole() ? as("Mod") : modulo();
      case REMAINDER -> as("Mod", remainder());
      case EQUAL -> as("Equal");
      case LESS -> as("Less");
      case LESS_OR_EQUAL -> as("LessOrEqual");
      case GREATER -> as("Greater");
      case GREATER_OR_EQUAL -> as("GreaterOrEqual");
      case AND -> parts.end("And", parts.spread());
      case OR -> parts.end("Or", parts.spread());
      case XOR -> parts.end("Xor", parts.spread());
      case LEAKY -> leaky();
    };
  }

  private static AttributeProto remainder() {
    return Attributes.integer("fmod", 1);
  }

  private Void as(String opType, AttributeProto... attributes) {
    ElementType type = parts.type(0);
    if (type != ElementType.UINT8 && type != ElementType.BOOL) {
      return parts.end(opType, parts.spread(), attributes);
    }
    List<String> whole =
        parts.spread().stream().map(value -> parts.cast(value, ElementType.INT32)).toList();
    ElementType result = parts.model().type(parts.node().name());
    if (result == ElementType.BOOL) {
      return parts.end(opType, whole, attributes);
    }
    return parts.endCast(parts.step("whole", opType, whole, attributes), result);
  }

  /**
   * ONNX has the rest with the dividend's sign; adding the divisor turns that of the wrong ones.
   */
  private Void modulo() {
    String divisor = parts.spread(1);
    String rest = parts.step("rest", "Mod", parts.spread(), remainder());
    String sum = parts.step("turned", "Add", List.of(rest, divisor));
    return parts.end("Mod", List.of(sum, divisor), remainder());
  }

  /** PRelu, where slopes fit the value, else what it is made of. */
  private Void leaky() {
    boolean fits = parts.shape(0).equals(parts.out()) && parts.isEach(0) == (parts.lead() == 1);
    if (fits && parts.type(0) == ElementType.FLOAT) {
      return parts.end("PRelu", parts.spread());
    }
    String value = parts.spread(0);
    ElementType type = parts.type(0);
    ElementType computed = type == ElementType.UINT8 ? ElementType.INT32 : type;
    String first = computed == type ? value : parts.cast(value, computed);
    String slope = computed == type ? parts.spread(1) : parts.cast(parts.spread(1), computed);
    String zeros = parts.scalar("zero", computed, 0);
    String below = parts.step("below", "Less", List.of(first, zeros));
    String product = parts.step("product", "Mul", List.of(first, slope));
    String chosen = parts.step("chosen", "Where", List.of(below, product, first));
    return parts.endCast(chosen, type);
  }

  /** Runtimes choose no truth values, but bytes. */
  Void where() {
    if (parts.type(1) != ElementType.BOOL) {
      return parts.end("Where", parts.spread());
    }
    String chosen =
        parts.step(
            "chosen",
            "Where",
            List.of(
                parts.spread(0),
                parts.cast(parts.spread(1), ElementType.UINT8),
                parts.cast(parts.spread(2), ElementType.UINT8)));
    return parts.endCast(chosen, ElementType.BOOL);
  }
}
