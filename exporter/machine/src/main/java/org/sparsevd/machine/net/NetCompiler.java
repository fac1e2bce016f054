package org.sparsevd.machine.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.machine.memory.MachineException;
import org.sparsevd.machine.memory.Processor;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.machine.NetFunction;
import org.sparsevd.tensor.Tensor;

/**
 * Writes one function for a small net: convolutions that are pooled, then dense layers. Every
 * weight of a dense layer has instructions of its own, so it is for a few thousand weights: all of
 * the code should stay in the cache.
 *
 * <p>Each sum starts with its bias and adds the products in the order of the weights, fused. Every
 * place that the code touches is known as it is written, and lies in the memory of a call.
 */
public final class NetCompiler {
  /** Weights up to which code is written: some 60 kB. */
  private static final int MOST_WEIGHTS = 6000;

  /** Inputs and rows of a layer. */
  private static final int MOST_VALUES = 1 << 14;

  private final Chain chain;
  private final Processor processor;
  private final Memory memory = new Memory();
  private final Assembler to = new Assembler();
  private final List<Table> tables = new ArrayList<>();
  private final List<WideTable> wideTables = new ArrayList<>();
  private final Map<String, String> notes = new HashMap<>();
  private final Label doubt = new Label();
  private final int bytes;
  private final int floats;
  private final Images images;

  private NetCompiler(Chain chain, Processor processor) {
    this.chain = chain;
    this.processor = processor;
    this.bytes = memory.take(chain.inputs());
    this.floats = memory.take((long) chain.inputs() * Float.BYTES);
    notes.putAll(chain.notes());
    for (Filters each : chain.filters()) {
      notes.put(each.name(), "machine code in phases, " + percent(each.conv().weight()));
    }
    this.images = new Images(chain.filters(), to, width(processor), memory, floats);
  }

  /** The function of a net; nothing where it is no such chain, too large, or memory is missing. */
  public static Optional<NetFunction> compile(
      Model model, Set<String> watched, Processor processor) {
    try {
      return write(model, watched, processor).map(NetCode::placed);
    } catch (MachineException e) {
      return Optional.empty();
    }
  }

  /** Its code; nothing where it is no such chain or too large. */
  static Optional<NetCode> write(Model model, Set<String> watched, Processor processor) {
    return Chain.of(model, watched)
        .filter(NetCompiler::isSmall)
        .filter(found -> Images.areSmall(found.filters(), width(processor)))
        .map(found -> new NetCompiler(found, processor).write());
  }

  private static Width width(Processor processor) {
    return processor.avx512() ? Width.ZMM : Width.YMM;
  }

  private static boolean isSmall(Chain chain) {
    long weights = 0;
    boolean small = chain.inputs() <= MOST_VALUES;
    for (Layer layer : chain.layers()) {
      weights += layer.weight().nonZeros();
      small &= layer.rows() <= MOST_VALUES;
    }
    return small && weights <= MOST_WEIGHTS;
  }

  private NetCode write() {
    Layer first = chain.layers().get(0);
    PickedPixelsCode pixels = new PickedPixelsCode(first);
    boolean picked =
        processor.vbmi() && chain.filters().isEmpty() && !first.guarded() && pixels.fits();
    int[] inputs = places(floats, identity(chain.inputs()));
    int results = roomFor(first);
    Label body = new Label();
    int fromFloats = to.size();
    Frame.enter(to);
    new InputCode(to).check(floats, chain.inputs(), Kernels.ORDINARY, doubt);
    if (picked) {
      clearZero();
      inputs = write(newTable(), new RowsCode(first, inputs), results);
    }
    to.jump(body);
    to.align(Memory.ALIGNMENT);
    int fromBytes = to.size();
    Frame.enter(to);
    if (picked) {
      clearZero();
      pixels.write(to, newWideTable(), bytes, results);
      notes.put(first.name(), "machine code, " + percent(first.weight()) + ", pixels by rows");
    } else {
      new InputCode(to).widen(bytes, floats, chain.inputs());
    }
    to.bind(body);
    clearZero();
    int outputs = layers(inputs, picked ? 1 : 0);
    leave(1);
    to.bind(doubt);
    leave(0);
    tables.forEach(Table::write);
    wideTables.forEach(WideTable::write);
    images.writeWords();
    NetLayout layout =
        new NetLayout(memory.size(), bytes, floats, chain.inputs(), outputs, chain.outputs());
    return new NetCode(to.toBytes(), fromFloats, fromBytes, picked, layout, notes);
  }

  private void leave(int answer) {
    to.mov(Gp.RAX, answer);
    Frame.leave(to);
  }

  private Table newTable() {
    Table table = new Table(to, Code.TABLE);
    tables.add(table);
    table.point();
    return table;
  }

  private WideTable newWideTable() {
    WideTable table = new WideTable(to);
    wideTables.add(table);
    return table;
  }

  private void clearZero() {
    to.op(Form.VXORPS, Code.ZERO, Code.ZERO, Code.ZERO);
  }

  /** Writes layers and says where the last one leaves its results, in order. */
  private int layers(int[] inputs, int first) {
    int[] places = chain.filters().isEmpty() ? inputs : images.write();
    Table table = newTable();
    for (Layer layer : chain.layers().subList(first, chain.layers().size())) {
      if (layer.guarded()) {
        guard(places);
      }
      places = write(table, choose(layer, places), roomFor(layer));
    }
    return inOrder(places);
  }

  private int roomFor(Layer layer) {
    return memory.take((long) layer.rows() * Float.BYTES);
  }

  /** Writes a layer and says where its results are. */
  private int[] write(Table table, LayerCode layer, int target) {
    layer.write(new Code(to, table), target);
    return places(target, layer.order());
  }

  /** Looks at what a layer reads: between its values there are other finite numbers at most. */
  private void guard(int[] places) {
    int first = Arrays.stream(places).min().orElse(0);
    int last = Arrays.stream(places).max().orElse(0);
    new InputCode(to).check(first, (last - first) / Float.BYTES + 1, Kernels.ORDINARY, doubt);
  }

  private LayerCode choose(Layer layer, int[] places) {
    LayerCode rows = new RowsCode(layer, places);
    PickedRowsCode picked = new PickedRowsCode(layer, places, newWideTable());
    if (processor.avx512() && picked.fits() && picked.cost() < rows.cost()) {
      rows = picked;
    }
    LayerCode columns = new ColumnsCode(layer, places);
    boolean byRows = rows.cost() <= columns.cost();
    String density = percent(layer.weight());
    notes.put(layer.name(), "machine code, " + density + (byRows ? ", by rows" : ", by columns"));
    return byRows ? rows : columns;
  }

  /** How dense a weight is, for people. */
  static String percent(Tensor weight) {
    long tenths = Math.round(1000 * weight.density());
    return tenths / 10 + "." + tenths % 10 + " % dense";
  }

  private static int[] identity(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  private static int[] places(int start, int[] order) {
    return Arrays.stream(order).map(i -> start + i * Float.BYTES).toArray();
  }

  /** The results in order, with positive zeros. */
  private int inOrder(int[] places) {
    int target = memory.take((long) places.length * Float.BYTES);
    Vec one = Vec.xmm(0);
    for (int i = 0; i < places.length; i++) {
      to.load(Form.VMOVSS, one, Address.of(Code.MEMORY, places[i]));
      to.op(Form.VADDPS, one, one, Code.ZERO.as(one.width()));
      to.store(Form.VMOVSS_STORE, Address.of(Code.MEMORY, target + i * Float.BYTES), one);
    }
    return target;
  }
}
