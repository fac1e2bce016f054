package org.sparsevd.runtime.plan;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;

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

  /** Asked of the row in the table: classes of operators that do not occur are not loaded. */
  static boolean isSameArray(Node node) {
    OpKind kind = node.op().kind();
    return kind == Op.MovementKind.FLATTEN
        || kind == Op.MovementKind.RESHAPE
        || kind == Op.MovementKind.RESHAPE_OPEN;
  }
}
