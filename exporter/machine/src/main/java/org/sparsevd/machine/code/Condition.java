package org.sparsevd.machine.code;

/** When a jump is taken. */
public enum Condition {
  BELOW(2),
  NOT_BELOW(3),
  ZERO(4),
  NOT_ZERO(5),
  LESS(12),
  NOT_LESS(13);

  final int code;

  Condition(int code) {
    this.code = code;
  }
}
