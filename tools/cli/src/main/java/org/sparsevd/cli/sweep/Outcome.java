package org.sparsevd.cli.sweep;

import java.io.Serializable;

/**
 * How a run ended.
 *
 * @param text what it reached, or why it failed, in one line
 */
public record Outcome(String name, boolean fine, String text) implements Serializable {
  private static final long serialVersionUID = 1;
}
