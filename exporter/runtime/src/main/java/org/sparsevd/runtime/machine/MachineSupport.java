package org.sparsevd.runtime.machine;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sparsevd.runtime.matrix.MatrixKernels;

/**
 * Whether generated machine code can run in this JVM.
 *
 * @param code who makes it; null where it cannot run
 * @param reason which instructions it uses, or why it cannot run, for people
 */
public record MachineSupport(MachineCode code, String reason) {
  /** The module that has it. */
  public static final String MODULE = "sparsevd-machine";

  /** The JDK that can call native code without preview features. */
  private static final int FIRST_JDK = 22;

  /** Looked for once, by whoever asks first. */
  private static final class Found {
    static final MachineSupport SUPPORT = look();
  }

  /** It cannot run, for this reason. */
  public static MachineSupport none(String reason) {
    return new MachineSupport(null, reason);
  }

  /** What this JVM has. The first call takes some 50 ms where it has it. */
  public static MachineSupport find() {
    return Found.SUPPORT;
  }

  private static MachineSupport look() {
    int version = Runtime.version().feature();
    if (version < FIRST_JDK) {
      return none("it needs Java " + FIRST_JDK + ", and this is " + version);
    }
    try {
      ClassLoader loader = MachineSupport.class.getClassLoader();
      Iterator<MachineProvider> all = ServiceLoader.load(MachineProvider.class, loader).iterator();
      return all.hasNext() ? all.next().look() : none(MODULE + " is not there");
    } catch (ServiceConfigurationError | LinkageError e) {
      return none(MODULE + " does not load: " + e.getMessage());
    }
  }

  /** Who makes code for layers over images in so many tiles; null where nobody does. */
  public TileCode tiles(int lanes) {
    return code == null ? null : code.tiles(lanes).orElse(null);
  }

  /** The same for layers over bytes and levels. */
  public TileCode bytes(int lanes) {
    return code == null ? null : code.bytes(lanes).orElse(null);
  }

  /** Products of matrices by vectors of so many lanes; null where there is no code for them. */
  public MatrixKernels matrices(int lanes) {
    return code == null ? null : code.matrices(lanes).orElse(null);
  }

  /** What code for so many tiles computes wrongly here, for people; empty where it is right. */
  public String difference(int lanes) {
    String what = code == null ? null : code.difference(lanes).orElse(null);
    return what == null ? "" : "; vectors for images, since " + what + " differ on this processor";
  }

  /** Whether it can run. */
  public boolean isThere() {
    return code != null;
  }
}
