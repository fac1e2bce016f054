package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Attention and what turns its queries and keys; heads are a dimension of their own inside. */
final class AttentionRules {
  private static final List<Integer> HEADS_AND_ROWS = List.of(0, 2, 1, 3);

  private AttentionRules() {}

  static void register(Map<String, Rule> all) {
    all.put("Attention", AttentionRules::attention);
    all.put("RotaryEmbedding", Rule.single(AttentionRules::rotary));
  }

  /** Softmax of scaled products of queries and keys, times values (Vaswani et al., NIPS 2017). */
  private static List<Term> attention(Call call) throws OnnxException {
    call.without(4, "past_key");
    call.without(5, "past_value");
    call.without(6, "nonpad_kv_seqlen");
    call.ignore("softmax_precision");
    call.ignore("qk_matmul_output_mode");
    boolean joined = call.shape(0).rank() == 3;
    long queryHeads = call.integer("q_num_heads", 0);
    long keyHeads = call.integer("kv_num_heads", 0);
    boolean bent = call.real("softcap", 0) != 0;
    if (joined && queryHeads == keyHeads && queryHeads > 1 && !bent) {
      Dim size = call.shape(0).extent(2).dividedBy(queryHeads);
      Term[] inputs = {call.input(0), call.input(1), call.input(2)};
      return List.of(fused(call, "", (int) queryHeads, size, inputs));
    }
    Term q = apart(call, "_query", 0, queryHeads);
    Term k = apart(call, "_key", 1, keyHeads);
    Term v = apart(call, "_value", 2, keyHeads);
    Shape queries = call.graph().shape(q);
    Term keys = repeated(call, "_keys", k, queries.extent(1));
    Term values = repeated(call, "_values", v, queries.extent(1));
    Term heads =
        bent
            ? capped(call, q, keys, values)
            : fused(call, "_heads", 1, queries.extent(3), q, keys, values);
    return List.of(joined ? together(call, heads) : heads);
  }

  private static Term fused(Call call, String suffix, int heads, Dim size, Term... inputs)
      throws OnnxException {
    List<Term> all = new ArrayList<>(List.of(inputs));
    Op.Mask kind = Op.Mask.NONE;
    if (call.hasInput(3)) {
      Term mask = mask(call, call.graph().shape(inputs[1]));
      kind = mask.type() == ElementType.BOOL ? Op.Mask.KEPT : Op.Mask.ADDED;
      all.add(mask);
    }
    Op op = new Op.Attention(heads, kind, call.flag("is_causal", false), scale(call, size));
    return call.emit(suffix, op, all.toArray(new Term[0]));
  }

  /** In its parts, as between the products and the mask stands a function. */
  private static Term capped(Call call, Term q, Term keys, Term values) throws OnnxException {
    Term turned = call.emit("_turned", new Op.MoveAxes(List.of(0, 1, 3, 2)), keys);
    Term scores = call.emit("_scores", new Op.MatMul(), q, turned);
    float scale = scale(call, call.graph().shape(q).extent(3));
    Term scaled =
        call.emit(
            "_scaled", new Op.Binary(Op.BinaryFunction.TIMES), scores, ElementRules.number(scale));
    Term masked = masked(call, causal(call, capped(call, scaled)), call.graph().shape(keys));
    Term shares = call.emit("_shares", new Op.Along(Op.Line.SOFTMAX, 3), masked);
    return call.emit("_heads", new Op.MatMul(), shares, values);
  }

  /** As {@code [batch, heads, rows, size]}. */
  private static Term apart(Call call, String suffix, int input, long heads) throws OnnxException {
    Shape in = call.shape(input);
    if (in.rank() == 4) {
      return call.input(input);
    }
    if (in.rank() != 3 || heads < 1) {
      throw new OnnxException("heads of " + in + " are not known");
    }
    Dim size = in.extent(2).dividedBy(heads);
    if (!size.times(heads).equals(in.extent(2))) {
      throw new OnnxException(in + " does not split into " + heads + " heads");
    }
    Term split =
        call.reshape(call.input(input), Shape.of(in.extent(0), in.extent(1), Dim.of(heads), size));
    return call.emit(suffix, new Op.MoveAxes(HEADS_AND_ROWS), split);
  }

  private static Term together(Call call, Term heads) throws OnnxException {
    Shape in = call.graph().shape(heads);
    Term moved = call.emit("_rows", new Op.MoveAxes(HEADS_AND_ROWS), heads);
    return call.reshape(
        moved, Shape.of(in.extent(0), in.extent(2), in.extent(1).times(in.extent(3))));
  }

  /** Each head as often as several heads of queries share it. */
  private static Term repeated(Call call, String suffix, Term value, Dim heads)
      throws OnnxException {
    Dim[] dims = call.graph().shape(value).extents();
    Dim times = heads.dividedBy(dims[1]);
    if (!times.times(dims[1]).equals(heads)) {
      throw new OnnxException(heads + " heads of queries do not share " + dims[1]);
    }
    if (times.equals(Dim.of(1))) {
      return value;
    }
    Term apart = call.reshape(value, Shape.of(dims[0], dims[1], Dim.of(1), dims[2], dims[3]));
    Shape wide = Shape.of(dims[0], dims[1], times, dims[2], dims[3]);
    Term repeated = call.emit(suffix, new Op.Expand(wide), apart);
    return call.reshape(repeated, Shape.of(dims[0], heads, dims[2], dims[3]));
  }

  private static float scale(Call call, Dim size) throws OnnxException {
    float standard = call.has("scale") ? 1 : (float) (1 / Math.sqrt(size.number()));
    return call.real("scale", standard);
  }

  /** {@code cap * tanh(x / cap)}; of what is masked afterwards nothing is left. */
  private static Term capped(Call call, Term scores) throws OnnxException {
    float cap = call.real("softcap", 0);
    Term part =
        call.emit("_part", new Op.Binary(Op.BinaryFunction.OVER), scores, ElementRules.number(cap));
    Term bent = call.emit("_bent", new Op.Tanh(), part);
    return call.emit(
        "_capped", new Op.Binary(Op.BinaryFunction.TIMES), bent, ElementRules.number(cap));
  }

  /** Rows see no later ones. */
  private static Term causal(Call call, Term scores) throws OnnxException {
    if (!call.flag("is_causal", false)) {
      return scores;
    }
    Shape all = call.graph().shape(scores);
    Term rows = counted(call, "_row", Shape.of(all.extent(2), Dim.of(1)), 0);
    Term columns = counted(call, "_column", Shape.of(Dim.of(1), all.extent(3)), 1);
    Term seen =
        call.emit("_seen", new Op.Binary(Op.BinaryFunction.GREATER_OR_EQUAL), rows, columns);
    return where(call, "_causal", seen, scores);
  }

  /** 1, 2, ... along an axis. */
  private static Term counted(Call call, String suffix, Shape shape, int axis)
      throws OnnxException {
    Term ones = ShapeRules.expanded(call, ElementRules.number(1), shape);
    return call.emit(suffix, new Op.Along(Op.Line.RUNNING_SUM, axis), ones);
  }

  private static Term where(Call call, String suffix, Term seen, Term scores) throws OnnxException {
    return call.emit(
        suffix, new Op.Where(), seen, scores, ElementRules.number(Float.NEGATIVE_INFINITY));
  }

  /** Truth values say what counts, numbers are added. */
  private static Term mask(Call call, Shape keys) throws OnnxException {
    Term mask = call.input(3);
    Shape own = call.graph().shape(mask);
    Dim columns = keys.extent(keys.rank() - 2);
    if (own.rank() == 0 || !own.extent(own.rank() - 1).equals(columns)) {
      throw new OnnxException("mask " + own + " is not of " + columns + " keys");
    }
    return mask;
  }

  private static Term masked(Call call, Term scores, Shape keys) throws OnnxException {
    if (!call.hasInput(3)) {
      return scores;
    }
    Term mask = mask(call, keys);
    return mask.type() == ElementType.BOOL
        ? where(call, "_masked", mask, scores)
        : call.emit("_masked", new Op.Binary(Op.BinaryFunction.PLUS), scores, mask);
  }

  /** Pairs of elements turned by the angle of their position (Su et al. 2021, section 3.2). */
  private static Term rotary(Call call) throws OnnxException {
    Shape in = call.shape(0);
    Term x = call.input(0);
    long heads = call.integer("num_heads", 0);
    if (in.rank() == 4) {
      x = call.emit("_rows", new Op.MoveAxes(HEADS_AND_ROWS), x);
    } else if (in.rank() != 3 || heads < 1) {
      throw new OnnxException("heads of " + in + " are not known");
    } else {
      Dim size = in.extent(2).dividedBy(heads);
      x = call.reshape(x, Shape.of(in.extent(0), in.extent(1), Dim.of(heads), size));
    }
    Shape rows = call.graph().shape(x);
    Dim size = rows.extent(3);
    long stated = call.integer("rotary_embedding_dim", 0);
    Dim turned = stated == 0 ? size : Dim.of(stated);
    boolean pairs = call.flag("interleaved", false);
    Dim half = turned.dividedBy(2);
    Term first = lanes(call, "_first", x, Dim.of(0), half, pairs ? 2 : 1);
    Term second = lanes(call, "_second", x, pairs ? Dim.of(1) : half, half, pairs ? 2 : 1);
    Term cosines = angles(call, "_cosines", 1, rows, half);
    Term sines = angles(call, "_sines", 2, rows, half);
    Term real = turn(call, "_real", Op.BinaryFunction.MINUS, first, cosines, second, sines);
    Term imaginary =
        turn(call, "_imaginary", Op.BinaryFunction.PLUS, first, sines, second, cosines);
    Term result = joined(call, real, imaginary, rows, half, pairs);
    if (!turned.equals(size)) {
      Term rest = lanes(call, "_rest", x, turned, size.minus(turned), 1);
      result = call.emit("_all", new Op.ConcatAlong(3), result, rest);
    }
    return in.rank() == 4
        ? call.emit(new Op.MoveAxes(HEADS_AND_ROWS), result)
        : call.reshape(result, in);
  }

  private static Term lanes(Call call, String suffix, Term x, Dim start, Dim count, int step)
      throws OnnxException {
    Dim[] starts = new Dim[4];
    Arrays.fill(starts, Dim.of(0));
    Dim[] sizes = call.graph().shape(x).extents();
    starts[3] = start;
    sizes[3] = count;
    Op slice = new Op.Slice(List.of(starts), List.of(sizes), List.of(1, 1, 1, step));
    return call.emit(suffix, slice, x);
  }

  /** As {@code [batch, rows, 1, half]}: given so, or picked from a table by positions. */
  private static Term angles(Call call, String suffix, int input, Shape rows, Dim half)
      throws OnnxException {
    Term angles = call.input(input);
    if (call.hasInput(3)) {
      angles = call.emit(suffix, new Op.Gather(0), angles, call.input(3));
    }
    Dim[] all = call.graph().shape(angles).extents();
    if (all.length != 3 || !all[2].equals(half)) {
      throw new OnnxException("angles " + Arrays.toString(all) + " do not fit " + rows);
    }
    return call.reshape(angles, Shape.of(all[0], all[1], Dim.of(1), half));
  }

  private static Term turn(
      Call call, String suffix, Op.BinaryFunction function, Term a, Term b, Term c, Term d)
      throws OnnxException {
    Term first = call.emit(suffix + "_1", new Op.Binary(Op.BinaryFunction.TIMES), a, b);
    Term second = call.emit(suffix + "_2", new Op.Binary(Op.BinaryFunction.TIMES), c, d);
    return call.emit(suffix, new Op.Binary(function), first, second);
  }

  private static Term joined(
      Call call, Term real, Term imaginary, Shape rows, Dim half, boolean pairs)
      throws OnnxException {
    if (!pairs) {
      return call.emit("_halves", new Op.ConcatAlong(3), real, imaginary);
    }
    List<Dim> apart = new ArrayList<>(List.of(rows.extents()).subList(0, 3));
    Shape joined = Shape.of(apart.get(0), apart.get(1), apart.get(2), half.times(2));
    apart.add(half);
    apart.add(Dim.of(1));
    Shape column = Shape.of(apart.toArray(new Dim[0]));
    Term both =
        call.emit(
            "_pairs",
            new Op.ConcatAlong(4),
            call.reshape(real, column),
            call.reshape(imaginary, column));
    return call.reshape(both, joined);
  }
}
