package org.sparsevd.compress.moments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * What layers read in a walk: dense ones and convolutions, and both matrices of recurrent ones.
 * Those that follow each other and read the lines of one value share them.
 */
public final class WalkedInputs {
  private final Walk walk;
  private final int places;
  private String value;
  private LayerInputs last;

  /** For one walk over some calibration's inputs. */
  public WalkedInputs(Calibration calibration) {
    this.walk = calibration.walk();
    this.places = calibration.places();
  }

  /**
   * What a weight is multiplied with; nothing where that cannot be said.
   *
   * @param model as it is now
   * @param weight of a layer of this model, as {@link WeightTensor#layer} has it
   */
  public Optional<LayerInputs> at(Model model, WeightTensor weight) {
    Node node = weight.node();
    if (node.op() instanceof Op.Recurrent recurrent && weight.number() > 0) {
      return states(model, node, recurrent);
    }
    Op.Weighted layer = weight.layer().orElseThrow();
    String read = node.inputs().get(0);
    boolean dense = layer instanceof Op.Dense;
    if (dense && read.equals(value)) {
      return Optional.of(last);
    }
    List<Walk.Seen> seen = walk.to(model, read);
    if (!LayerInputs.isKnown(layer, seen)) {
      return Optional.empty();
    }
    LayerInputs inputs = LayerInputs.of(layer, seen, places);
    value = dense ? read : null;
    last = dense ? inputs : null;
    return Optional.of(inputs);
  }

  /** The states of a layer; of sequences of unknown lengths there are none. */
  private Optional<LayerInputs> states(Model model, Node node, Op.Recurrent layer) {
    List<List<Walk.Seen>> inputs = new ArrayList<>();
    for (String read : node.inputs()) {
      inputs.add(seen(model, read));
    }
    List<Walk.Seen> sequences = inputs.get(0);
    if (!sequences.stream().allMatch(sequence -> sequence.shape().isFixed())) {
      return Optional.empty();
    }
    HiddenStates states = new HiddenStates(layer);
    List<Walk.Seen> before =
        IntStream.range(0, sequences.size())
            .parallel()
            .mapToObj(call -> states.before(of(inputs, call)))
            .toList();
    int gates = layer.kind().cell().gates();
    List<List<Walk.Seen>> groups = new ArrayList<>();
    if (layer.resetsStates()) {
      List<Walk.Seen> reset =
          IntStream.range(0, sequences.size())
              .parallel()
              .mapToObj(call -> states.reset(sequences.get(call), before.get(call)))
              .toList();
      groups.addAll(Collections.nCopies(gates - 1, before));
      groups.add(reset);
    } else {
      groups.add(before);
    }
    return Optional.of(LayerInputs.of(layer.recurrent().columns(), groups));
  }

  /** What a value is in each call; a constant is the same in all. */
  private List<Walk.Seen> seen(Model model, String read) {
    for (Node node : model.nodes()) {
      if (node.name().equals(read) && node.op() instanceof Op.Constant constant) {
        return List.of(new Walk.Seen(constant.values().values(), constant.values().shape()));
      }
    }
    return walk.to(model, read);
  }

  private static List<Walk.Seen> of(List<List<Walk.Seen>> inputs, int call) {
    return inputs.stream().map(seen -> seen.get(Math.min(call, seen.size() - 1))).toList();
  }
}
