package org.sparsevd.compress.moments;

import java.util.List;
import java.util.Optional;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** What layers read in a walk. Dense ones that follow each other and read one value share it. */
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
   * What a layer reads; nothing where that cannot be said.
   *
   * @param model as it is now
   */
  public Optional<LayerInputs> at(Model model, Node node) {
    Op.Weighted layer = (Op.Weighted) node.op();
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
}
