package org.sparsevd.cli.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.nets.OnnxRuntimeNet;
import org.sparsevd.nets.RuntimeMissingException;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.vector.VectorSupport;

/** What this process computes with, and what would make it faster. */
public final class Environment {
  private static final String ONNX_RUNTIME = "ONNX Runtime";

  /** What OpenBLAS falls back to when it does not know a processor: all without AVX2. */
  private static final List<String> SLOW_CORES =
      List.of("Prescott", "Core2", "Nehalem", "Barcelona", "Bobcat", "Opteron", "Sandybridge");

  private static final long LITTLE_MEMORY = 1_000_000_000;

  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<String> advice = new ArrayList<>();

  private Environment() {}

  /** Looks at the JVM, the machine and the libraries. */
  public static Environment examine() {
    Environment environment = new Environment();
    environment.java();
    environment.machine();
    environment.vectorApi();
    environment.kernels();
    return environment;
  }

  /** Name to value, in the order to print them. */
  public Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** The facts, and what the trainer computed with. */
  public Map<String, String> facts(String backend) {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put("training backend", backend);
    return all;
  }

  /** Opens every backend of the trainer, which for ND4J takes seconds, and asks what it is. */
  public void examineBackends() {
    for (String name : Backends.names()) {
      TrainerOptions options = new TrainerOptions(0, TrainerOptions.defaults(0).threads(), name);
      try (Backend backend = Backends.open(options)) {
        facts.put("backend " + name, backend.description());
      } catch (IllegalStateException e) {
        facts.put("backend " + name, "not available: " + e.getMessage());
      } catch (LinkageError e) {
        facts.put("backend " + name, "not available: " + Failures.reason(e));
      }
    }
    String core = System.getenv("OPENBLAS_CORETYPE");
    facts.put("OPENBLAS_CORETYPE", core == null ? "not set: OpenBLAS finds out itself" : core);
    String nd4j = facts.getOrDefault("backend nd4j", "");
    for (String slow : SLOW_CORES) {
      if (nd4j.contains(" for " + slow + ",")) {
        advice.add(
            "OpenBLAS takes this processor for an old one ("
                + slow
                + "), which makes the nd4j backend slow: set OPENBLAS_CORETYPE in the environment,"
                + " such as Haswell (AVX2), Zen or SkylakeX (AVX-512)");
      }
    }
  }

  /** Loads ONNX Runtime, as the commands that export, verify and measure do. */
  public void examineOnnxRuntime() {
    try {
      facts.put(ONNX_RUNTIME, OnnxRuntimeNet.version());
    } catch (RuntimeMissingException e) {
      facts.put(ONNX_RUNTIME, "not available: exports are written, but not compared");
      advice.add(e.getMessage());
    }
  }

  /** One sentence for each thing to change; empty where all is well. */
  public List<String> advice() {
    return List.copyOf(advice);
  }

  private void java() {
    facts.put(
        "java",
        System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.vm.name")
            + ")");
  }

  private void machine() {
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    long heap = Runtime.getRuntime().maxMemory();
    facts.put("heap limit", String.format(Locale.ROOT, "%.1f GB", heap / 1e9));
    if (heap < LITTLE_MEMORY) {
      advice.add("little memory: SPARSEVD_JAVA_OPTS=-Xmx2g raises the heap limit");
    }
  }

  private void vectorApi() {
    VectorSupport support = VectorSupport.find();
    if (!support.isThere()) {
      facts.put("vector API", "not there: plain Java kernels");
      advice.add(
          "the Vector API is not there: run tools/sparsevd, or java --add-modules "
              + VectorSupport.MODULE
              + " -jar sparsevd.jar");
      return;
    }
    facts.put("vector API", support.reason());
    if (!support.pays()) {
      advice.add("plain Java kernels run here: a processor with AVX2 or AVX-512 is faster");
    }
  }

  private void kernels() {
    float[] weight = new float[64];
    weight[5] = 1;
    Model small =
        new Model.Chain("probe", Shape.of(8))
            .add("probe", new Op.Dense(new DenseTensor(Shape.of(8, 8), weight), new float[8]))
            .build();
    facts.put("kernels", KernelLookup.status());
    facts.put("runtime kernels", String.join(", ", SparseModel.of(small).kernels()));
  }
}
