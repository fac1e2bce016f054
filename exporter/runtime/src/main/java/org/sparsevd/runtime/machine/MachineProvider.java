package org.sparsevd.runtime.machine;

/** Makes machine code where that can run; found by {@link java.util.ServiceLoader}. */
public interface MachineProvider {
  /** Looks what this JVM and its processor allow. Never fails: it says why there is no code. */
  MachineSupport look();
}
