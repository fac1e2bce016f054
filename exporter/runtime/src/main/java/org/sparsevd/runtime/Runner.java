package org.sparsevd.runtime;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.machine.NetCall;
import org.sparsevd.runtime.machine.NetFunction;
import org.sparsevd.runtime.plan.Engine;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.tensor.Shape;

/** Runs a model whose shapes are numbers, with memory of its own. */
final class Runner {
  private final BoundModel model;
  private final List<Model.Input> inputs;
  private final List<Model.Output> outputs;
  private final int[] inputSizes;
  private final int[] outputSizes;
  private final int inputSize;
  private final int outputSize;
  private final LayerShare sharing;
  private Engine engine;
  private NetCall call;
  private Scratch singleScratch;
  private Scratch blockScratch;
  private Scratch carefulScratch;

  Runner(BoundModel model) {
    this(model, null);
  }

  /**
   * A runner.
   *
   * @param sharing who runs the plans of single inputs on several threads; null where nobody does
   */
  Runner(BoundModel model, LayerShare sharing) {
    this.model = model;
    this.sharing = sharing;
    this.inputs = model.model().inputs();
    this.outputs = model.model().outputs();
    this.inputSizes = new int[inputs.size()];
    for (int i = 0; i < inputSizes.length; i++) {
      inputSizes[i] = inputs.get(i).shape().size();
    }
    this.outputSizes = new int[outputs.size()];
    for (int i = 0; i < outputSizes.length; i++) {
      outputSizes[i] = model.model().shape(outputs.get(i).value()).size();
    }
    this.inputSize = inputSizes.length == 0 ? 0 : inputSizes[0];
    this.outputSize = outputSizes[0];
    adopt(model.engine(0));
  }

  BoundModel model() {
    return model;
  }

  Shape outputShape(int output) {
    return model.model().shape(outputs.get(output).value());
  }

  /** Floats of the first input. */
  int inputSize() {
    return inputSize;
  }

  /** Floats of the first output. */
  int outputSize() {
    return outputSize;
  }

  /** Inputs of the batch that values of these types and shapes are; 0 where they do not fit. */
  int batch(Value[] values) {
    boolean batched = model.model().batched();
    int batch = !batched || values[0] == null ? 1 : values[0].shape().dim(0);
    for (int i = 0; i < values.length; i++) {
      Model.Input input = inputs.get(i);
      boolean same =
          values[i] != null
              && CallShapes.takes(input.type(), values[i].type())
              && fits(input.shape(), values[i].shape(), batched)
              && (!batched || values[i].shape().dim(0) == batch);
      if (!same) {
        return 0;
      }
    }
    return batch;
  }

  /** Whether a value, the batch left out where there is one, has this shape. */
  static boolean fits(Shape expected, Shape found, boolean batched) {
    int before = batched ? 1 : 0;
    boolean same = found.rank() == expected.rank() + before;
    for (int axis = 0; same && axis < expected.rank(); axis++) {
      same = found.dim(axis + before) == expected.dim(axis);
    }
    return same;
  }

  /**
   * Some inputs of a batch, or the one call that a model which is not batched makes of them.
   *
   * @param values of the model's inputs, in order
   * @param asked room for its outputs, in order; null where nobody asks
   * @param kept the same once more
   */
  void run(Value[] values, int batch, Value[] asked, Value[] kept) {
    boolean plain = model.model().isPlain() && asked[0] != null && kept[0] == null;
    if (plain && values[0].elements() instanceof Elements.Floats floats) {
      run(floats.array(), 0, batch, asked[0].floats());
      return;
    }
    prepare(batch);
    for (int item = 0; item < batch; item++) {
      Plan plan = engine.single();
      Scratch scratch = singleScratch;
      if (!load(plan, scratch, values, item) || !run(plan, scratch)) {
        plan = engine.careful();
        scratch = carefulScratch();
        load(plan, scratch, values, item);
        plan.run(scratch);
      }
      store(plan, scratch, asked, item);
      store(plan, scratch, kept, item);
    }
  }

  /** Whether all inputs are ordinary, which are put where the plan reads them. */
  private boolean load(Plan plan, Scratch scratch, Value[] values, int item) {
    boolean ordinary = true;
    for (int i = 0; i < values.length; i++) {
      float[] slot = scratch.values(plan.inputs()[i]);
      Elements elements = values[i].elements();
      try {
        elements.read(item * inputSizes[i], inputSizes[i], slot);
      } catch (ArithmeticException e) {
        throw new ArithmeticException("input '" + inputs.get(i).name() + "': " + e.getMessage());
      }
      if (!values[i].type().isWhole()) {
        ordinary &= engine.kernels().areOrdinary(slot, 0, inputSizes[i], scratch);
      }
    }
    return ordinary;
  }

  private void store(Plan plan, Scratch scratch, Value[] rooms, int item) {
    for (int i = 0; i < rooms.length; i++) {
      if (rooms[i] != null) {
        float[] slot = scratch.values(plan.outputs()[i]);
        rooms[i].elements().write(slot, item * outputSizes[i], outputSizes[i]);
      }
    }
  }

  void run(float[] input, float[] output) {
    prepare(1);
    single(input, 0, output, 0);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(float[] inputs, int first, int batch, float[] outputs) {
    prepare(batch);
    int done = first;
    int end = first + batch;
    while (end - done >= engine.fewest()) {
      int count = Math.min(end - done, engine.blocks().block());
      if (!block(inputs, done, count, outputs)) {
        singles(inputs, done, count, outputs);
      }
      done += count;
    }
    singles(inputs, done, end - done, outputs);
  }

  private void singles(float[] inputs, int first, int count, float[] outputs) {
    for (int i = first; i < first + count; i++) {
      single(inputs, i * inputSize, outputs, i * outputSize);
    }
  }

  private void single(float[] inputs, int from, float[] outputs, int to) {
    if (call != null && call.run(inputs, from, outputs, to)) {
      return;
    }
    Plan plan = engine.single();
    boolean ordinary = engine.kernels().areOrdinary(inputs, from, inputSize, singleScratch);
    if (ordinary) {
      System.arraycopy(inputs, from, singleScratch.values(plan.input()), 0, inputSize);
      ordinary = run(plan, singleScratch);
    }
    if (ordinary) {
      write(plan, singleScratch, outputs, to);
    } else {
      Scratch scratch = carefulScratch();
      System.arraycopy(inputs, from, scratch.values(engine.careful().input()), 0, inputSize);
      careful(scratch, outputs, to);
    }
  }

  /** Whether a block of inputs could be run together, as nothing in it is out of the ordinary. */
  private boolean block(float[] inputs, int first, int count, float[] outputs) {
    Plan plan = engine.blocks();
    int from = first * inputSize;
    float[] block = blockScratch(plan).values(plan.input());
    if (!engine.kernels().areOrdinary(inputs, from, count * inputSize, blockScratch)) {
      return false;
    }
    engine.kernels().interleave(inputs, from, count, inputSize, plan.live(), block, plan.block());
    return block(plan, count, outputs, first * outputSize);
  }

  /** Inputs from the one of number {@code first} on, results to the same numbers. */
  void run(byte[] pixels, int first, int batch, float[] outputs) {
    prepare(batch);
    int done = first;
    int end = first + batch;
    while (end - done >= engine.fewestPixels()) {
      int count = Math.min(end - done, engine.blocks().block());
      if (!block(pixels, done, count, outputs)) {
        singles(pixels, done, count, outputs);
      }
      done += count;
    }
    singles(pixels, done, end - done, outputs);
  }

  private void singles(byte[] pixels, int first, int count, float[] outputs) {
    for (int i = first; i < first + count; i++) {
      single(pixels, i * inputSize, outputs, i * outputSize);
    }
  }

  private void single(byte[] pixels, int from, float[] outputs, int to) {
    if (call != null && call.run(pixels, from, outputs, to)) {
      return;
    }
    Plan plan = engine.single();
    engine.kernels().widen(pixels, from, inputSize, singleScratch.values(plan.input()));
    if (run(plan, singleScratch)) {
      write(plan, singleScratch, outputs, to);
    } else {
      Scratch scratch = carefulScratch();
      engine.kernels().widen(pixels, from, inputSize, scratch.values(engine.careful().input()));
      careful(scratch, outputs, to);
    }
  }

  private boolean block(byte[] pixels, int first, int count, float[] outputs) {
    Plan plan = engine.blocks();
    int from = first * inputSize;
    float[] block = blockScratch(plan).values(plan.input());
    engine.kernels().interleave(pixels, from, count, inputSize, plan.live(), block, plan.block());
    return block(plan, count, outputs, first * outputSize);
  }

  private void prepare(int inputs) {
    Engine current = model.engine(inputs);
    if (current != engine) {
      adopt(current);
    }
  }

  private void adopt(Engine current) {
    engine = current;
    NetFunction function = current.function();
    call = function == null ? null : function.newCall().orElse(null);
    singleScratch = current.single().newScratch();
    blockScratch = null;
    carefulScratch = null;
  }

  private Scratch blockScratch(Plan plan) {
    if (blockScratch == null) {
      blockScratch = plan.newScratch();
    }
    return blockScratch;
  }

  private Scratch carefulScratch() {
    if (carefulScratch == null) {
      carefulScratch = engine.careful().newScratch();
    }
    return carefulScratch;
  }

  /** Runs a plan, and says whether all that it met was ordinary. */
  private boolean run(Plan plan, Scratch scratch) {
    if (sharing != null && plan == engine.single() && engine.sharesLayers()) {
      sharing.run(plan, scratch);
    } else {
      plan.run(scratch);
    }
    return !scratch.takeDoubt();
  }

  private void careful(Scratch scratch, float[] outputs, int to) {
    Plan plan = engine.careful();
    plan.run(scratch);
    write(plan, scratch, outputs, to);
  }

  private void write(Plan plan, Scratch scratch, float[] outputs, int to) {
    float[] values = scratch.values(plan.output());
    for (int i = 0; i < outputSize; i++) {
      outputs[to + i] = Elements.result(values[i]);
    }
  }

  private boolean block(Plan plan, int count, float[] outputs, int to) {
    if (!run(plan, blockScratch)) {
      // What is left there of a full block would be doubted again beside a few inputs of the next.
      Arrays.fill(blockScratch.values(plan.input()), 0);
      return false;
    }
    float[] block = blockScratch.values(plan.output());
    int at = to;
    for (int b = 0; b < count; b++) {
      for (int i = 0; i < outputSize; i++) {
        outputs[at++] = Elements.result(block[i * plan.block() + b]);
      }
    }
    return true;
  }
}
