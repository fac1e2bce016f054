package org.sparsevd.trainer;

import java.util.List;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.nd4j.Nd4jBackend;
import org.sparsevd.trainer.nn.Backend;

/** The backends by name. */
public final class Backends {
  private Backends() {}

  /** Names of the backends. */
  public static List<String> names() {
    return List.of("host", "nd4j");
  }

  /**
   * Opens the backend that these options ask for.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists all
   * @throws IllegalStateException if it cannot start on this machine; in one line
   */
  public static Backend open(TrainerOptions options) {
    return switch (options.backend()) {
      case "host" -> HostBackend.open(options.threads());
      case "nd4j" -> new Nd4jBackend(options.threads());
      default -> throw unknown(options.backend());
    };
  }

  static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "unknown backend '" + name + "', expected one of " + String.join(", ", names()));
  }
}
