package org.sparsevd.runtime.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.DenseColumns;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.ImagePhases;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.tensor.Shape;

/**
 * Finds convolutions, each pooled by two, that a single image best runs through in phases: a chain
 * of {@code k} of them starts with {@code 2^k} phases in each direction and ends with one.
 */
final class PhasePlanner {
  /** What it costs to move a float by its index, in vectors loaded. */
  private static final double MOVE_COST = 0.6;

  private final Model model;
  private final Kernels kernels;
  private final ConvolutionPlanner convolutions;
  private final Set<String> plain;
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, ImagePhases> reads = new HashMap<>();
  private final Set<String> first = new HashSet<>();
  private final Map<String, int[]> places = new HashMap<>();

  /**
   * Plans for single inputs.
   *
   * @param aliases of values
   * @param pooled for each convolution that is pooled the pooling
   * @param plain values that must be plain images
   */
  PhasePlanner(
      Model model,
      Kernels kernels,
      ConvolutionPlanner convolutions,
      Aliases aliases,
      Map<String, String> pooled,
      Set<String> plain) {
    this.plain = new HashSet<>(plain);
    this.model = model;
    this.kernels = kernels;
    this.convolutions = convolutions;
    for (Model.Output output : model.outputs()) {
      this.plain.add(aliases.resolve(output.value()));
    }
    for (Node node : model.nodes()) {
      if (!aliases.isAlias(node.name())) {
        for (String value : node.inputs()) {
          addReader(aliases.resolve(value), node);
        }
      }
    }
    for (Node node : model.nodes()) {
      if (pooled.containsKey(node.name()) && !reads.containsKey(node.name()) && canRun(node)) {
        chain(node, pooled);
      }
    }
  }

  private void addReader(String value, Node node) {
    List<Node> all = readers.get(value);
    if (all == null) {
      all = new ArrayList<>();
      readers.put(value, all);
    }
    all.add(node);
  }

  private static boolean canRun(Node node) {
    Op.Conv2d conv = (Op.Conv2d) node.op();
    Window window = conv.window();
    return conv.groups() == 1 && window.strideHeight() == 1 && window.strideWidth() == 1;
  }

  private void chain(Node head, Map<String, String> pooled) {
    List<Node> chain = new ArrayList<>();
    for (Node next = head; next != null; next = next(next, pooled)) {
      chain.add(next);
    }
    Shape image = model.shape(head.inputs().get(0));
    Window window = ((Op.Conv2d) head.op()).window();
    ImagePhases phases = ImagePhases.of(image, window, 1 << chain.size());
    List<ImagePhases> layouts = new ArrayList<>();
    double here = MOVE_COST * phases.size();
    double there = 0;
    for (Node node : chain) {
      Op.Conv2d conv = (Op.Conv2d) node.op();
      ImagePhases found = phases.pooled(model.shape(pooled.get(node.name())));
      if (phases.size() > PhaseFilters.MASK) {
        return;
      }
      there +=
          convolutions.pooledCost(
              conv, model.shape(node.inputs().get(0)), model.shape(node.name()));
      double vectors = (found.phaseSize() - 1) / kernels.lanes() + 1;
      here += conv.weight().nonZeros() * vectors * phases.count() * phases.count();
      layouts.add(phases);
      phases = found;
    }
    if (here < there) {
      first.add(head.name());
      for (int i = 0; i < layouts.size(); i++) {
        reads.put(chain.get(i).name(), layouts.get(i));
      }
      String last = chain.get(chain.size() - 1).name();
      if (canSkipGaps(last)) {
        places.put(last, phases.places(model.shape(pooled.get(last))));
      }
    }
  }

  /** The convolution that alone reads what another one found, or null. */
  private Node next(Node node, Map<String, String> pooled) {
    List<Node> all = readers.get(node.name());
    boolean single = all != null && all.size() == 1 && !mustBePlain(node.name());
    Node only = single ? all.get(0) : null;
    boolean follows =
        only != null
            && pooled.containsKey(only.name())
            && canRun(only)
            && !((Op.Conv2d) only.op()).window().isPadded();
    return follows ? only : null;
  }

  private boolean mustBePlain(String value) {
    return plain.contains(value);
  }

  /** Whether whatever reads a value can do so where the rows of its image have gaps. */
  private boolean canSkipGaps(String value) {
    List<Node> all = readers.get(value);
    boolean can = all != null && !mustBePlain(value);
    for (int i = 0; can && i < all.size(); i++) {
      can =
          all.get(i).op() instanceof Op.Dense dense
              && !DenseColumns.pay(dense.weight(), kernels, true);
    }
    return can;
  }

  /** The phases that a convolution reads; null where it is to run otherwise. */
  ImagePhases reads(String node) {
    return reads.get(node);
  }

  /** Whether a convolution reads a plain image, which has to be cut into phases first. */
  boolean isFirst(String node) {
    return first.contains(node);
  }

  /** The phases that a convolution leaves its image in; null where that is a plain one. */
  ImagePhases found(String node, Shape image) {
    ImagePhases phases = reads.get(node);
    ImagePhases found = phases == null ? null : phases.pooled(image);
    return found != null && (found.count() > 1 || places.containsKey(node)) ? found : null;
  }

  /** Where the pixels of a value lie that was left with gaps; null where it is a plain one. */
  int[] places(String value) {
    return places.get(value);
  }
}
