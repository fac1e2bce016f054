package org.sparsevd.machine.memory;

/** Code cannot be made or run here; other kernels can. */
public final class MachineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says why, for people. */
  public MachineException(String message) {
    super(message);
  }
}
