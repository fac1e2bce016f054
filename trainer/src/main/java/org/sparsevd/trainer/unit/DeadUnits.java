package org.sparsevd.trainer.unit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * Removal of dead units while training. A hidden unit that the threshold leaves without incoming or
 * without outgoing weights is removed for good; one without incoming weights puts out a constant,
 * which moves into the biases behind it. The deployed network stays the same; the noise of the
 * removed weights ends.
 *
 * <p>Units that are added up go together: all that make a channel, and all that read it.
 */
public final class DeadUnits {
  private final List<LayerState> states;
  private final Connections connections;
  private final Constants constants;

  /** Weights that the threshold keeps, by layer. */
  private final List<BitSet> kept = new ArrayList<>();

  private DeadUnits(Network network, Decisions decisions, List<LayerState> states) {
    this.states = states;
    this.connections = new Connections(network, states);
    this.constants = new Constants(network, connections.slots(), connections.wired(), states);
    for (int l = 0; l < states.size(); l++) {
      kept.add(decisions.left(l, states.get(l)));
    }
  }

  /** The same layers with the weights of dead units removed; each weight decides for itself. */
  public static List<LayerState> remove(Network network, List<LayerState> states) {
    return remove(network, Decisions.single(network), states);
  }

  /** The same layers with the weights of dead units removed. */
  public static List<LayerState> remove(Recipe recipe, List<LayerState> states) {
    return remove(recipe.network(), new Decisions(recipe), states);
  }

  private static List<LayerState> remove(
      Network network, Decisions decisions, List<LayerState> states) {
    List<LayerState> result = new ArrayList<>();
    for (LayerState state : states) {
      result.add(state.copy());
    }
    DeadUnits dead = new DeadUnits(network, decisions, result);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int l = 0; l < states.size(); l++) {
        changed |= dead.removeIn(l);
      }
    }
    dead.removeUnusedElements();
    return result;
  }

  /** Removes the dead units of one layer; whether any weight went that the threshold had kept. */
  private boolean removeIn(int layer) {
    boolean changed = false;
    for (int unit = 0; unit < states.get(layer).shape()[0]; unit++) {
      Connections.Channel channel = connections.madeFirstBy(layer, unit);
      if (channel != null) {
        changed |= removeIfDead(channel);
      }
    }
    return changed;
  }

  private boolean removeIfDead(Connections.Channel channel) {
    boolean noInputs = channel.makers().stream().noneMatch(this::hasInputs);
    boolean noOutputs = channel.readers().stream().noneMatch(this::hasOutputs);
    boolean folds = noInputs && folds(channel);
    if (noInputs && !noOutputs && folds) {
      channel.readers().forEach(this::foldConstant);
    }
    boolean changed = false;
    if (noInputs && folds || noOutputs) {
      for (Connections.Maker maker : channel.makers()) {
        changed |= clear(maker.layer(), connections.incoming(maker));
      }
      for (Connections.Reader reader : channel.readers()) {
        changed |= clear(reader.layer(), connections.outgoing(reader));
      }
      channel.makers().forEach(this::silence);
    }
    return changed;
  }

  private boolean hasInputs(Connections.Maker maker) {
    return kept.get(maker.layer()).intersects(connections.incoming(maker));
  }

  private boolean hasOutputs(Connections.Reader reader) {
    return kept.get(reader.layer()).intersects(connections.outgoing(reader));
  }

  /** Whether what the channel puts out is the same for all pixels that any of its readers sees. */
  private boolean folds(Connections.Channel channel) {
    for (Connections.Reader reader : channel.readers()) {
      boolean padded =
          connections.wired().spec(reader.layer()) instanceof LayerSpec.Conv2d conv
              && conv.window().isPadded();
      for (int slot : reader.slots()) {
        float constant = constants.of(connections.wired().readBy(reader.layer()), slot);
        if (Float.isNaN(constant) || padded && constant != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void foldConstant(Connections.Reader reader) {
    LayerState out = states.get(reader.layer());
    int value = connections.wired().readBy(reader.layer());
    int depth = out.weight().length / out.shape()[0];
    double[] added = new double[out.shape()[0]];
    for (int slot : reader.slots()) {
      float constant = constants.of(value, slot);
      BitSet weights = connections.outgoing(reader.layer(), slot);
      weights.and(kept.get(reader.layer()));
      for (int i = weights.nextSetBit(0); i >= 0; i = weights.nextSetBit(i + 1)) {
        added[i / depth] += (double) constant * out.weight()[i];
      }
    }
    for (int o = 0; o < added.length; o++) {
      out.bias()[o] += (float) added[o];
    }
  }

  private void silence(Connections.Maker maker) {
    LayerState in = states.get(maker.layer());
    in.bias()[maker.unit()] = 0;
    if (in.norm() != null) {
      in.norm().scale()[maker.unit()] = 0;
      in.norm().shift()[maker.unit()] = 0;
    }
  }

  /** Numbers of an image that only dense layers read, of which none keeps a weight for them. */
  private void removeUnusedElements() {
    for (Connections.Channel element : connections.elements()) {
      if (element.readers().stream().noneMatch(this::hasOutputs)) {
        for (Connections.Reader reader : element.readers()) {
          clear(reader.layer(), connections.outgoing(reader));
        }
      }
    }
  }

  /** Removes weights; whether the threshold had kept one of them. */
  private boolean clear(int layer, BitSet weights) {
    LayerState state = states.get(layer);
    boolean changed = kept.get(layer).intersects(weights);
    kept.get(layer).andNot(weights);
    state.removed().or(weights);
    for (int i = weights.nextSetBit(0); i >= 0; i = weights.nextSetBit(i + 1)) {
      state.weight()[i] = 0;
    }
    return changed;
  }
}
