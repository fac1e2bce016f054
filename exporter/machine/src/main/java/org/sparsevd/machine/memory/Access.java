package org.sparsevd.machine.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether generated code may run in this JVM. */
public final class Access {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  private Access() {}

  /** Why it may not, for people; null where it may. */
  public static String refusal() {
    String system = System.getProperty("os.name", "");
    String processor = System.getProperty("os.arch", "");
    if (!system.equals("Linux") || !processor.equals("amd64") && !processor.equals("x86_64")) {
      return "it is made for Linux on x86-64, and this is " + system + " on " + processor;
    }
    if (usesMusl()) {
      return "it is not tested with musl, the C library here";
    }
    try {
      // The first use of what needs native access.
      Calls.LONG.type();
    } catch (ExceptionInInitializerError e) {
      return e.getCause() instanceof IllegalCallerException
          ? "native access is denied"
          : "the JVM calls no native code: " + e.getCause();
    } catch (LinkageError e) {
      return "native access is denied";
    }
    return null;
  }

  private static boolean usesMusl() {
    try {
      return Files.readString(MAPPINGS).contains("ld-musl-");
    } catch (IOException e) {
      return false;
    }
  }
}
