package org.sparsevd.nets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.Dim;

/**
 * A walk in our runtime, on all processors: each step runs the nodes between what the steps before
 * it have left and the value that is asked for. What no later node reads is forgotten.
 */
final class CallWalk implements Walk {
  private final List<Map<String, Value>> known = new ArrayList<>();
  private final List<Map<String, Integer>> numbers = new ArrayList<>();

  /** Names of the nodes that need not be computed again. */
  private final Set<String> done = new HashSet<>();

  /** A walk over these calls of a model. */
  CallWalk(Model model, List<Map<String, Value>> calls) {
    for (Map<String, Value> call : calls) {
      known.add(new HashMap<>(call));
      numbers.add(numbers(model, call));
    }
    model.inputs().forEach(input -> done.add(input.name()));
  }

  /** What the symbols stand for, as far as an extent is one alone. */
  private static Map<String, Integer> numbers(Model model, Map<String, Value> call) {
    Map<String, Integer> numbers = new TreeMap<>();
    int before = model.batched() ? 1 : 0;
    for (Model.Input input : model.inputs()) {
      Value value = call.get(input.name());
      for (int axis = 0; value != null && axis < input.shape().rank(); axis++) {
        Set<String> symbols = input.shape().extent(axis).symbols();
        if (symbols.size() == 1) {
          String symbol = symbols.iterator().next();
          boolean alone = input.shape().extent(axis).equals(Dim.symbol(symbol));
          if (alone) {
            numbers.put(symbol, value.shape().dim(axis + before));
          }
        }
      }
    }
    return numbers;
  }

  @Override
  public List<Seen> to(Model model, String value) {
    if (!done.contains(value)) {
      step(model, value);
    }
    return known.stream()
        .map(call -> new Seen(call.get(value).floats(), call.get(value).shape()))
        .toList();
  }

  private void step(Model model, String value) {
    List<Node> nodes = part(model, value);
    Set<String> computed = nodes.stream().map(Node::name).collect(Collectors.toSet());
    List<Model.Input> inputs = new ArrayList<>();
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    for (String name : done) {
      if (read.contains(name)) {
        inputs.add(new Model.Input(name, model.type(name), model.shape(name)));
      }
    }
    Set<String> wanted = wanted(model, computed, value);
    List<Model.Output> outputs = new ArrayList<>();
    for (Node node : nodes) {
      if (wanted.contains(node.name()) && !node.inputs().isEmpty()) {
        outputs.add(new Model.Output(node.name(), node.name()));
      }
    }
    Model part = new Model(model.name(), inputs, nodes, outputs, model.batched(), Map.of());
    run(part);
    for (Model.Output output : outputs) {
      done.add(output.value());
    }
    forget(model, value);
  }

  /** The nodes between what is there and a value. */
  private List<Node> part(Model model, String value) {
    Set<String> read = new HashSet<>(Set.of(value));
    List<Node> nodes = new ArrayList<>();
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (read.contains(node.name()) && !done.contains(node.name())) {
        read.addAll(node.inputs());
        nodes.add(0, node);
      }
    }
    return nodes;
  }

  /** The value, and what nodes that are not computed yet will read. */
  private Set<String> wanted(Model model, Set<String> computed, String value) {
    Set<String> wanted = new HashSet<>(Set.of(value));
    for (Node node : model.nodes()) {
      if (!computed.contains(node.name()) && !done.contains(node.name())) {
        wanted.addAll(node.inputs());
      }
    }
    return wanted;
  }

  private void forget(Model model, String value) {
    Set<String> needed = wanted(model, Set.of(), value);
    for (Map<String, Value> call : known) {
      call.keySet().removeIf(name -> done.contains(name) && !needed.contains(name));
    }
  }

  /** Runs a part on all calls; those of equal numbers share what is prepared. */
  private void run(Model part) {
    Map<Map<String, Integer>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < known.size(); i++) {
      alike.computeIfAbsent(numbers.get(i), key -> new ArrayList<>()).add(i);
    }
    SparseModel net = SparseModel.of(part);
    alike.entrySet().parallelStream()
        .forEach(entry -> run(part, net.bind(entry.getKey()), entry.getValue()));
  }

  private void run(Model part, SparseModel net, List<Integer> calls) {
    int shares = Math.min(calls.size(), Runtime.getRuntime().availableProcessors());
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              Session session = net.newSession();
              for (int i = share; i < calls.size(); i += shares) {
                Map<String, Value> values = known.get(calls.get(i));
                Map<String, Value> given = new HashMap<>();
                part.inputs().forEach(input -> given.put(input.name(), values.get(input.name())));
                values.putAll(session.run(given));
              }
            });
  }
}
