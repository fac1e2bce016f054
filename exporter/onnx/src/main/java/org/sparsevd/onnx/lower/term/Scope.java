package org.sparsevd.onnx.lower.term;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.TensorReader;

/**
 * The names that the nodes of one graph see: its own, and those of the graph around it.
 *
 * @param around null where nothing is seen but its own: of a file's graph, and of a function
 * @param opset in which its nodes are written
 * @param needed names on which an output depends
 */
public record Scope(
    Scope around,
    int opset,
    int depth,
    Set<String> needed,
    Map<String, TensorProto> stored,
    Map<String, SparseTensorProto> sparse,
    Map<String, Term> terms,
    Set<String> refused) {

  private Scope(Scope around, int opset, int depth) {
    this(
        around,
        opset,
        depth,
        new HashSet<>(),
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new HashSet<>());
  }

  /** Of a file's graph. */
  public static Scope of(GraphProto graph, int opset) throws OnnxException {
    return new Scope(null, opset, 0).with(graph);
  }

  /** Of a graph inside this one. */
  public Scope inside(GraphProto graph) throws OnnxException {
    return new Scope(this, opset, depth + 1).with(graph);
  }

  /** Of a function that is called here. */
  public Scope ofFunction(int itsOpset) {
    return new Scope(null, itsOpset, depth + 1);
  }

  /** Of a file's graph once more: what it stores is not read again. */
  public Scope again() {
    Map<String, Term> known = new HashMap<>(terms);
    known.keySet().removeIf(name -> !isStored(name));
    return new Scope(null, opset, depth, new HashSet<>(), stored, sparse, known, new HashSet<>());
  }

  private Scope with(GraphProto graph) throws OnnxException {
    for (TensorProto tensor : graph.getInitializerList()) {
      unique(tensor.getName(), stored.put(tensor.getName(), tensor) != null);
    }
    for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
      String name = tensor.getValues().getName();
      unique(name, stored.containsKey(name) || sparse.put(name, tensor) != null);
    }
    return this;
  }

  private static void unique(String name, boolean known) throws OnnxException {
    if (known) {
      throw new OnnxException("two values are named '" + name + "'");
    }
  }

  /** Whether a node only holds a tensor, which is then stored as those of the graph are. */
  public boolean stores(NodeProto node) throws OnnxException {
    boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    boolean constant = standard && node.getOpType().equals("Constant");
    if (!constant || node.getOutputCount() != 1 || node.getAttributeCount() != 1) {
      return false;
    }
    String name = node.getOutput(0);
    AttributeProto value = node.getAttribute(0);
    boolean dense = value.getName().equals("value") && value.getType() == AttributeType.TENSOR;
    boolean byNonZeros =
        value.getName().equals("sparse_value") && value.getType() == AttributeType.SPARSE_TENSOR;
    // A graph that is read once more stores the same tensor again.
    boolean again =
        dense && stored.get(name) == value.getT()
            || byNonZeros && sparse.get(name) == value.getSparseTensor();
    if (dense || byNonZeros) {
      unique(name, name.isEmpty() || !again && (isStored(name) || terms.containsKey(name)));
    }
    if (dense) {
      stored.put(name, value.getT());
    } else if (byNonZeros) {
      sparse.put(name, value.getSparseTensor());
    }
    return dense || byNonZeros;
  }

  /** The tensor of the file that a name stands for; null where it stands for none. */
  public TensorProto tensor(String name) {
    if (terms.containsKey(name) && !isStored(name) || around == null) {
      return stored.get(name);
    }
    return isStored(name) ? stored.get(name) : around.tensor(name);
  }

  public boolean isStored(String name) {
    return stored.containsKey(name) || sparse.containsKey(name);
  }

  public boolean isRefused(String name) {
    return !name.isEmpty() && refused.contains(name)
        || around != null && !terms.containsKey(name) && !isStored(name) && around.isRefused(name);
  }

  public void define(String name, Term term) throws OnnxException {
    unique(name, name.isEmpty() || isStored(name) || terms.put(name, term) != null);
  }

  /** What a name stands for. */
  public Term term(String name, TensorReader tensors) throws OnnxException {
    Term term = terms.get(name);
    if (term != null) {
      return term;
    }
    if (stored.containsKey(name)) {
      term = Term.of(stored.get(name), tensors);
    } else if (sparse.containsKey(name)) {
      term = new Term.Floats(tensors.floats(sparse.get(name)));
    } else if (around != null) {
      return around.term(name, tensors);
    } else {
      throw new OnnxException(
          "reads '" + name + "', which is no input, initializer or output of a node before it");
    }
    terms.put(name, term);
    return term;
  }
}
