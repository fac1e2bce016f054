package org.sparsevd.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.prune.BlockPruning;
import org.sparsevd.compress.prune.GroupPruning;
import org.sparsevd.compress.prune.LeastSquaresPruning;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.prune.SparsitySearch;
import org.sparsevd.compress.prune.WeightBlock;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.model.Model;
import org.sparsevd.trainer.recipe.Cost;
import picocli.CommandLine.Option;

/** Options that make a net sparse, or its weights coarse, without training. */
public final class PruningOptions {
  private static final Pattern GROUPS = Pattern.compile("([0-9]{1,4}):([0-9]{1,4})");
  private static final Pattern BLOCKS = Pattern.compile("([0-9]{1,4})x([0-9]{1,4})");

  /** What a search tries first where no sparsity is asked for. */
  private static final double SPARSEST = 0.99;

  @Option(
      names = "--sparsity",
      paramLabel = "S",
      description = ".onnx: share of the weights to set to zero, such as 0.9")
  private Double sparsity;

  @Option(
      names = "--pattern",
      paramLabel = "global|layer|N:M|1x4|4x1|4x4",
      defaultValue = "global",
      description = {
        ".onnx: which weights go: the least over all layers together, the same",
        "share of each layer, all but N of M neighbours, such as 2:4, or whole",
        "blocks of output units times inputs, such as 4x4",
        "(default: ${DEFAULT-VALUE})"
      })
  private String pattern;

  @Option(
      names = "--cost",
      paramLabel = "bytes|operations|time",
      defaultValue = "bytes",
      description = {
        ".onnx: what --sparsity and --max-error-increase spare: weights, multiply-adds, or time,",
        "which is measured on this machine first (default: ${DEFAULT-VALUE})"
      })
  private String cost;

  @Option(
      names = "--calibrate",
      paramLabel = "mnist|DIR|FILES|random",
      description = {
        ".onnx: data to prune by, so that the weights left make up for those that go, and to",
        "report the error before and after on; FILES as for train --data, or x.npy alone;",
        "without classes, and with random inputs, how much the outputs differ. Nets of several",
        "inputs or of whole shapes: NAME=FILE.npy once for each input, or FILE.npz"
      })
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--bits",
      paramLabel = "N",
      description = {
        ".onnx: round weights so that each takes about N bits, 2 to 16, without data (default: 8",
        "for nets of several inputs or of whole shapes, none for others)"
      })
  private Integer bits;

  /** The data of a net from one input of floats, if any. */
  public Optional<String> data() throws CliException {
    if (data.size() > 1) {
      throw CliException.usage(
          "--calibrate is given " + data.size() + " times, for a net of one input");
    }
    return data.stream().findFirst();
  }

  /** All that --calibrate says. */
  public List<String> calls() {
    return data;
  }

  public boolean calibrates() {
    return !data.isEmpty();
  }

  public boolean given() {
    return sparsity != null
        || calibrates()
        || bits != null
        || !pattern.equals("global")
        || !cost.equals(Cost.BYTES.id());
  }

  /**
   * Checks the options against each other.
   *
   * @param searches whether the error's increase is bounded
   */
  public void check(boolean searches) throws CliException {
    if (sparsity != null && !(sparsity >= 0 && sparsity < 1)) {
      throw CliException.usage(
          "--sparsity must be at least 0 and below 1, such as 0.9 for nine zeros in ten weights, "
              + "found "
              + sparsity);
    }
    checkBits();
    boolean groups = GROUPS.matcher(pattern).matches();
    boolean blocks = BLOCKS.matcher(pattern).matches();
    if (!groups && !blocks && !pattern.equals("global") && !pattern.equals("layer")) {
      throw CliException.usage(
          "--pattern must be global, layer, N:M such as 2:4 or a block such as 1x4, found '"
              + pattern
              + "'");
    }
    if (groups && sparsity != null) {
      throw CliException.usage("--pattern " + pattern + " says how sparse, leave --sparsity out");
    }
    if (groups) {
      groups();
    } else if (blocks) {
      block();
    }
    if (searches && !calibrates()) {
      throw CliException.usage("--max-error-increase needs data to measure on: --calibrate DATA");
    }
    if (searches && !pattern.equals("global")) {
      throw CliException.usage(
          "--max-error-increase chooses the sparsity of each layer, leave --pattern out");
    }
    if (cost() != Cost.BYTES && (groups || pattern.equals("layer"))) {
      throw CliException.usage(
          "--cost " + cost + " splits zeros over layers, --pattern " + pattern + " does itself");
    }
    if (cost() != Cost.BYTES && !searches && sparsity == null) {
      throw CliException.usage(
          "--cost " + cost + " needs --sparsity S, a share of it, or --max-error-increase P");
    }
    if ((blocks || pattern.equals("layer")) && sparsity == null) {
      throw CliException.usage("--pattern " + pattern + " needs --sparsity");
    }
  }

  /** What zeros spare. */
  public Cost cost() throws CliException {
    try {
      return Cost.of(cost);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--cost: " + e.getMessage());
    }
  }

  private GroupPruning groups() throws CliException {
    Matcher groups = GROUPS.matcher(pattern);
    if (!groups.matches()) {
      throw new AssertionError(pattern);
    }
    try {
      return new GroupPruning(Integer.parseInt(groups.group(1)), Integer.parseInt(groups.group(2)));
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--pattern " + pattern + ": " + e.getMessage());
    }
  }

  /** The blocks that go together; empty where weights go one by one. */
  private Optional<WeightBlock> block() throws CliException {
    Matcher block = BLOCKS.matcher(pattern);
    if (!block.matches()) {
      return Optional.empty();
    }
    try {
      int units = Integer.parseInt(block.group(1));
      return Optional.of(new WeightBlock(units, Integer.parseInt(block.group(2))));
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--pattern " + pattern + ": " + e.getMessage());
    }
  }

  /** Bits of a weight, as asked for. */
  public Optional<Integer> bits() {
    return Optional.ofNullable(bits);
  }

  private void checkBits() throws CliException {
    if (bits != null && (bits < RoundWeights.FEWEST_BITS || bits > RoundWeights.MOST_BITS)) {
      throw CliException.usage(
          String.format(
              "--bits must be %d to %d, found %d",
              RoundWeights.FEWEST_BITS, RoundWeights.MOST_BITS, bits));
    }
  }

  /** Pruning by the weights alone; without options, none. */
  public Pass byMagnitude(Model folded, WeightCosts costs) throws CliException {
    if (GROUPS.matcher(pattern).matches()) {
      return groups();
    }
    double share = sparsity == null ? 0 : sparsity;
    Optional<WeightBlock> block = block();
    if (block.isPresent()) {
      return BlockPruning.global(folded, share, block.get(), costs);
    }
    return pattern.equals("layer")
        ? MagnitudePruning.layerwise(folded, share)
        : MagnitudePruning.global(folded, share, costs);
  }

  /**
   * Pruning by what it does to the outputs of each layer.
   *
   * @param maxIncrease of the error in percentage points; null for no bound
   */
  public Pass byData(Calibration calibration, Double maxIncrease, WeightCosts costs)
      throws CliException {
    if (maxIncrease != null) {
      return search(calibration, maxIncrease, costs);
    }
    if (GROUPS.matcher(pattern).matches()) {
      return LeastSquaresPruning.groups(groups(), calibration);
    }
    Optional<WeightBlock> block = block();
    if (block.isPresent()) {
      return LeastSquaresPruning.blocks(block.get(), sparsity, calibration, costs);
    }
    return pattern.equals("layer")
        ? LeastSquaresPruning.layerwise(sparsity, calibration)
        : LeastSquaresPruning.global(sparsity, calibration, costs);
  }

  /**
   * The sparsest within an increase of the error.
   *
   * @param maxIncrease in percentage points
   */
  public SparsitySearch search(Calibration calibration, double maxIncrease, WeightCosts costs) {
    double most = sparsity == null ? SPARSEST : sparsity;
    return new SparsitySearch(calibration, maxIncrease, most, costs);
  }

  /** Whether any weight is to go. */
  public boolean prunes(Double maxIncrease) {
    return sparsity != null || maxIncrease != null || GROUPS.matcher(pattern).matches();
  }
}
