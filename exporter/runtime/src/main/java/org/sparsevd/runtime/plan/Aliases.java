package org.sparsevd.runtime.plan;

import java.util.HashMap;
import java.util.Map;

/** Values that share the array of another. */
final class Aliases {
  private final Map<String, String> targets = new HashMap<>();

  void put(String alias, String value) {
    targets.put(alias, value);
  }

  boolean isAlias(String value) {
    return targets.containsKey(value);
  }

  /** The value whose array this one shares in the end, or itself. */
  String resolve(String value) {
    String name = value;
    while (targets.containsKey(name)) {
      name = targets.get(name);
    }
    return name;
  }
}
