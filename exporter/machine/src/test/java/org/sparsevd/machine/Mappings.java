package org.sparsevd.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory of this process, as the system lists it. */
public final class Mappings {
  private Mappings() {}

  /** One line each: addresses, rights, and for files their names. */
  public static List<String> all() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps"));
  }

  /** Bytes that are executable, cannot be written, and come from no file: generated code. */
  public static long codeBytes() throws IOException {
    long bytes = 0;
    for (String line : all()) {
      String[] words = line.split("\\s+");
      if (words.length == 5 && words[1].equals("r-xp")) {
        String[] ends = words[0].split("-");
        bytes += Long.parseUnsignedLong(ends[1], 16) - Long.parseUnsignedLong(ends[0], 16);
      }
    }
    return bytes;
  }

  /** The rights of the memory at an address, such as {@code r-xp}. */
  public static String rights(long address) throws IOException {
    for (String line : all()) {
      String[] words = line.split("\\s+");
      String[] ends = words[0].split("-");
      if (Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
          && Long.compareUnsigned(address, Long.parseUnsignedLong(ends[1], 16)) < 0) {
        return words[1];
      }
    }
    return "none";
  }
}
