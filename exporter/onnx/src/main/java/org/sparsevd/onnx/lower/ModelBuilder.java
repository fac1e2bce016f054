package org.sparsevd.onnx.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpRow;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.onnx.lower.term.Folding;
import org.sparsevd.onnx.lower.term.Integers;
import org.sparsevd.onnx.lower.term.Steps;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** The nodes of a model under construction, with names that are unique. */
final class ModelBuilder {
  /** Numbers made of free extents, as a value: shapes have no more. */
  private static final int MOST_COUNTED = 8;

  /** Steps beyond this, or below its reciprocal, are not looked at as powers of two. */
  private static final float FINE = 1 << 30;

  private static final int MANTISSA = 0x7fffff;

  /** Values that are looked at at a time to find out where one comes from. */
  private static final int MOST_WANTED = 8;

  private static final Set<Op.BinaryFunction> KEPT =
      Set.of(Op.BinaryFunction.PLUS, Op.BinaryFunction.TIMES);

  private final ImportLimit limit;
  private final Notices notices;

  /** Whether the file says that its levels are rounded by reciprocals of their steps. */
  private final boolean reciprocals;

  private final Steps steps = new Steps();
  private final Set<String> ofIntegers = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> familiar = new HashMap<>();
  private final Map<Term, Term.Live> constants = new HashMap<>();
  private final Set<String> shared = new HashSet<>();
  private final Set<String> inputs = new HashSet<>();

  /** How often each name was wanted: so that thousands of equal ones take no time to tell apart. */
  private final Map<String, Integer> names = new HashMap<>();

  /** Names that the file gives to what it stores. */
  private final Map<Term, String> stored = new IdentityHashMap<>();

  ModelBuilder(ImportLimit limit, Notices notices, boolean reciprocals) {
    this.reciprocals = reciprocals;
    this.limit = limit;
    this.notices = notices;
    // So that batched models can call their only input as they do.
    names.put(Model.INPUT, 1);
  }

  Notices notices() {
    return notices;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** See {@link Lowering#familiar}. */
  Map<String, Node> familiar() {
    Map<String, Node> named = new HashMap<>();
    for (Node node : familiar.values()) {
      boolean ofInput = inputs.contains(node.inputs().get(0));
      named.put(node.name(), ofInput ? node.renamed(node.name(), List.of(Model.INPUT)) : node);
    }
    return named;
  }

  /** An input of the model. */
  void input(String name) {
    names.put(name, 1);
    inputs.add(name);
  }

  /** Tells the file's name of something that it stores. */
  void stored(Term term, String name) {
    stored.putIfAbsent(term, name);
  }

  /** What is known, by its name in the file where it has one. */
  private Term.Live constant(Term term) throws OnnxException {
    float[] values =
        term instanceof Term.Floats floats
            ? floats.constant().spread(limit)
            : Folding.exact((Term.Wholes) term);
    DenseTensor tensor = new DenseTensor(Folding.shape(term), values);
    return add(
        stored.getOrDefault(term, "constant"), new Op.Constant(term.type(), tensor), List.of());
  }

  private Term.Live constant(ElementType type, DenseTensor values) throws OnnxException {
    return add("constant", new Op.Constant(type, values), List.of());
  }

  /**
   * Numbers that depend on extents which are free: each is the sum of as many ones. What is not
   * above 0 in a call is refused by the call.
   */
  private Term.Live counted(Term.Wholes wholes) throws OnnxException {
    if (wholes.values().length == 0 || wholes.values().length > MOST_COUNTED) {
      throw new OnnxException(
          "a value of "
              + wholes.values().length
              + " numbers is made of extents that are free; --input-shape fixes them");
    }
    List<Term.Live> numbers = new ArrayList<>();
    for (Dim number : wholes.values()) {
      if (number.isNumber()) {
        float[] known = {number.number()};
        numbers.add(constant(ElementType.FLOAT, new DenseTensor(Shape.of(1), known)));
      } else {
        Term.Live ones = add("ones", new Op.Expand(Shape.of(number)), List.of(one()));
        numbers.add(add("extent", new Op.Reduce(Op.Fold.SUM, List.of(0)), List.of(ones)));
      }
    }
    Term.Live all =
        numbers.size() == 1 ? numbers.get(0) : add("extents", new Op.ConcatAlong(0), numbers);
    Term.Live shaped = add("extents", new Op.Reshape(Shape.of(wholes.dims())), List.of(all));
    return wholes.type() == ElementType.FLOAT
        ? shaped
        : add("extents", new Op.Cast(wholes.type()), List.of(shaped));
  }

  /** The whole numbers from 0 to one less than this, as floats. */
  Term.Live counting(Dim count) throws OnnxException {
    Term.Live ones = add("ones", new Op.Expand(Shape.of(count)), List.of(one()));
    Term.Live sums = add("places", new Op.Along(Op.Line.RUNNING_SUM, 0), List.of(ones));
    return add("places", new Op.Binary(Op.BinaryFunction.MINUS), List.of(sums, one()));
  }

  private Term.Live one() throws OnnxException {
    return constant(ElementType.FLOAT, new DenseTensor(Shape.of(1), new float[] {1}));
  }

  /** Adds a node, whose name is the one wanted if no other bears it. */
  Term.Live add(String wanted, Op op, List<? extends Term> operands) throws OnnxException {
    List<Term.Live> inputs = new ArrayList<>();
    for (Term operand : operands) {
      inputs.add(live(operand));
    }
    Shape shape = op.outputShape(inputs.stream().map(Term.Live::shape).toList());
    ElementType type = op.outputType(inputs.stream().map(Term.Live::type).toList());
    if (shape.rank() > OpRow.MOST_RANK) {
      throw new OnnxException(
          "makes a value of " + shape.rank() + " dimensions, at most " + OpRow.MOST_RANK);
    }
    limit.hold(shape);
    String name = free(wanted);
    nodes.add(new Node(name, op, inputs.stream().map(Term.Live::name).toList()));
    return new Term.Live(name, shape, type);
  }

  /** The name, or with a number behind it where there is one already; cut where it is too long. */
  private String free(String asked) {
    String wanted = notices.fitting(asked);
    String name = wanted;
    while (name.isEmpty() || names.containsKey(name)) {
      name = wanted + "_" + names.merge(wanted, 1, Integer::sum);
    }
    names.put(name, 0);
    return name;
  }

  /** The value as one of the model: constants become nodes. */
  Term.Live live(Term term) throws OnnxException {
    if (term instanceof Term.Live live) {
      return live;
    }
    if (!term.isKnown()) {
      return integers(term);
    }
    Term.Live known = constants.get(term);
    if (known == null) {
      known =
          term instanceof Term.Wholes wholes && !wholes.areNumbers()
              ? counted(wholes)
              : constant(term);
      constants.put(term, known);
      shared.add(known.name());
    }
    return known;
  }

  /** Unsigned bytes, or sums of levels, as a value of the model. */
  private Term.Live integers(Term term) throws OnnxException {
    if (term instanceof Term.Levels levels && levels.range().equals(Integers.UINT8)) {
      List<Term> one = List.of(levels.zero());
      Term zero =
          levels.zero().type() == ElementType.FLOAT
              ? levels.zero()
              : add("zero", new Op.Cast(ElementType.FLOAT), one);
      Op plus = new Op.Binary(Op.BinaryFunction.PLUS);
      Term.Live stored = add("stored", plus, List.of(levels.value(), zero));
      return add("bytes", new Op.Cast(ElementType.UINT8), List.of(stored));
    }
    if (term instanceof Term.Sums sums && sums.exact()) {
      return add("sums", new Op.Cast(ElementType.INT32), List.of(sums.value()));
    }
    if (term instanceof Term.Picked picked) {
      List<Term> read = List.of(integers(picked.table()), picked.indices());
      return add("picked", new Op.Gather(picked.axis()), read);
    }
    if (term instanceof Term.Rounded known) {
      boolean bytes = known.range().equals(Integers.UINT8);
      DenseTensor values =
          new DenseTensor(Folding.shape(known.constant().dims()), known.constant().spread(limit));
      return constant(bytes ? ElementType.UINT8 : ElementType.INT32, values);
    }
    throw OnnxException.unsupported(
        term instanceof Term.Sums
            ? "is sums of integers that may go beyond 2^24, expected floats"
            : "is of integers of few bits, expected floats");
  }

  /** What is known of floats that were integers. */
  Steps steps() {
    return steps;
  }

  /** Says that a value is made by a layer of whole numbers. */
  void ofIntegers(Term value) {
    if (value instanceof Term.Live live) {
      ofIntegers.add(live.name());
    }
  }

  /**
   * Whether a value is rounded to levels by a product with the reciprocal of the step, as integer
   * layers do it, and sums and means of levels. What a file's own arithmetic makes is divided.
   */
  boolean multiplies(Term value, float step) {
    boolean exact =
        (Float.floatToRawIntBits(step) & MANTISSA) == 0 && step < FINE && step > 1 / FINE;
    return reciprocals || exact || value instanceof Term.Live live && isOfIntegers(live.name());
  }

  private boolean isOfIntegers(String value) {
    Set<String> wanted = new HashSet<>(Set.of(value));
    for (int i = nodes.size() - 1; i >= 0 && !wanted.isEmpty(); i--) {
      Node node = nodes.get(i);
      boolean known = ofIntegers.contains(node.name()) || node.op() instanceof Op.Constant;
      if (wanted.remove(node.name()) && !known) {
        if (!keepsIntegers(node.op()) || wanted.size() > MOST_WANTED) {
          return false;
        }
        wanted.addAll(node.inputs());
      }
    }
    return wanted.isEmpty();
  }

  private static boolean keepsIntegers(Op op) {
    return op instanceof Op.Relu
        || op instanceof Op.Clip
        || op instanceof Op.Pooling
        || op instanceof Op.Quantize
        || op instanceof Op.Part
        || op instanceof Op.ConcatAlong
        || op instanceof Op.Reshape
        || op instanceof Op.Binary binary && KEPT.contains(binary.function())
        || op instanceof Op.Reduce reduce && reduce.fold() == Op.Fold.MEAN;
  }

  /** Says that one operator of images or channels makes a result, where a batch is left out. */
  void stands(Term result, Op op, Term input) {
    if (result instanceof Term.Live made && input instanceof Term.Live read) {
      familiar.put(made.name(), new Node(made.name(), op, List.of(read.name())));
    }
  }

  /**
   * Several nodes may stand for one of the file. The last, which makes its result, gets its name,
   * unless a layer with weights has it, and the one that has it another.
   *
   * @param first how many nodes there were before
   */
  Term named(String asked, Term result, int first) {
    if (nodes.size() == first || !(result instanceof Term.Live live)) {
      return result;
    }
    String name = notices.fitting(asked);
    Node last = nodes.get(nodes.size() - 1);
    Node holder = null;
    for (Node node : nodes.subList(first, nodes.size())) {
      holder = node.name().equals(name) ? node : holder;
    }
    boolean made = last.name().equals(live.name()) && !shared.contains(last.name());
    boolean taken =
        holder == null
            ? names.containsKey(name)
            : holder.op() instanceof Op.Weighted || shared.contains(name);
    if (!made || taken || last == holder) {
      return result;
    }
    Map<String, String> renamed = new HashMap<>(Map.of(last.name(), name));
    names.put(name, 0);
    if (holder != null) {
      renamed.put(name, free(name + "_" + holder.op().kind().row().name()));
    }
    for (int i = first; i < nodes.size(); i++) {
      Node stands = familiar.remove(nodes.get(i).name());
      nodes.set(i, renamed(nodes.get(i), renamed));
      if (stands != null) {
        familiar.put(nodes.get(i).name(), renamed(stands, renamed));
      }
    }
    steps.rename(renamed);
    renamed.forEach(
        (before, now) -> {
          if (ofIntegers.remove(before)) {
            ofIntegers.add(now);
          }
        });
    return new Term.Live(name, live.shape(), live.type());
  }

  private static Node renamed(Node node, Map<String, String> names) {
    List<String> inputs = node.inputs().stream().map(i -> names.getOrDefault(i, i)).toList();
    return node.renamed(names.getOrDefault(node.name(), node.name()), inputs);
  }

  /** Takes away all nodes but the first ones. */
  void cut(int first) {
    List<Node> gone = nodes.subList(first, nodes.size());
    Set<String> cut = new HashSet<>();
    gone.forEach(node -> cut.add(node.name()));
    gone.clear();
    constants.values().removeIf(constant -> cut.contains(constant.name()));
  }
}
