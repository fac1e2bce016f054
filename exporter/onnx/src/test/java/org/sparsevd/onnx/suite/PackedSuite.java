package org.sparsevd.onnx.suite;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The tests in scope that this project carries: those with the smallest files, in one archive with
 * ONNX's notice beside it, and the list of those that are right.
 */
final class PackedSuite {
  private static final String ARCHIVE = "onnx-tests.zip";
  private static final String NOTICE = "NOTICE.txt";
  private static final String RIGHT = "right.txt";

  /** What one test may take of the archive. */
  private static final int MOST_BYTES = 3500;

  /** The first time that a zip entry can hold: the archive depends on its content alone. */
  private static final long TIME = 315_619_200_000L;

  /** With entries packed one by one: name, sizes and the like come twice. */
  private record Entry(String name, byte[] content) {
    int packedSize() {
      Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
      deflater.setInput(content);
      deflater.finish();
      int size = deflater.deflate(new byte[content.length + 64]);
      deflater.end();
      return size + 76 + 2 * name.length();
    }
  }

  /** Something done with the archive's tests. */
  interface Use<T> {
    T of(Suite suite) throws IOException;
  }

  private PackedSuite() {}

  /** Opens the archive for as long as it is used. */
  static <T> T use(Use<T> use) throws IOException {
    return use(ARCHIVE, use);
  }

  /** The same of another archive beside it. */
  static <T> T use(String name, Use<T> use) throws IOException {
    try (FileSystem archive = FileSystems.newFileSystem(resource(name))) {
      return use.of(Suite.in(archive.getPath("/")));
    }
  }

  /** The names of the tests that are listed as right. */
  static List<String> listedAsRight() throws IOException {
    return Files.readAllLines(resource(RIGHT));
  }

  /** What becomes of each test of the archive, by name. */
  static SortedMap<String, Verdict> verdicts() throws IOException {
    return use(
        suite -> {
          SortedMap<String, Verdict> verdicts = new TreeMap<>();
          Judge judge = new Judge(new ImportedEngine(), new Questions(0));
          for (SuiteCase test : suite.lists().get(Suite.IN_SCOPE)) {
            verdicts.put(test.name(), judge.of(test));
          }
          return verdicts;
        });
  }

  private static Path resource(String name) throws IOException {
    try {
      URI uri = PackedSuite.class.getResource(name).toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** Writes the archive from the whole suite, into the folder of the test's resources. */
  static void pack(Suite suite, Path resources) throws IOException {
    List<String> names = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (SuiteCase test : suite.lists().get(Suite.IN_SCOPE)) {
      List<Entry> own = entries(test);
      if (own.stream().mapToInt(Entry::packedSize).sum() <= MOST_BYTES) {
        names.add(test.name());
        entries.addAll(own);
      }
    }
    entries.add(new Entry(Suite.SCOPE_FILE, lines(names)));
    entries.add(new Entry(NOTICE, Files.readAllBytes(resources.resolve(NOTICE))));
    write(entries, names.size(), resources.resolve(ARCHIVE));
  }

  /** Writes an archive of all that lies in a folder of nets with their data. */
  static void packNets(Path folder, Path archive) throws IOException {
    List<Entry> entries = new ArrayList<>();
    int nets = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().matches(".*[.](onnx|pb)")).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        entries.add(new Entry(name, Files.readAllBytes(file)));
        nets += name.endsWith(".onnx") ? 1 : 0;
      }
    }
    write(entries, nets, archive);
  }

  private static void write(List<Entry> entries, int tests, Path archive) throws IOException {
    entries.sort(Comparator.comparing(Entry::name));
    try (OutputStream file = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Entry entry : entries) {
        ZipEntry head = new ZipEntry(entry.name());
        head.setTime(TIME);
        zip.putNextEntry(head);
        zip.write(entry.content());
      }
    }
    System.out.printf("%s: %d tests, %d bytes%n", archive, tests, Files.size(archive));
  }

  private static List<Entry> entries(SuiteCase test) throws IOException {
    Path folder = test.model().getParent();
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        String path = Suite.CONVERTED_FOLDER + "/" + test.name() + "/" + name;
        entries.add(new Entry(path, Files.readAllBytes(file)));
      }
    }
    return entries;
  }

  /** Writes which of the archive's tests are right now. */
  static void listRight(Path resources) throws IOException {
    List<String> right = new ArrayList<>();
    verdicts()
        .forEach(
            (name, verdict) -> {
              if (verdict.isRight()) {
                right.add(name);
              }
            });
    Files.write(resources.resolve(RIGHT), lines(right));
    System.out.printf("%s: %d tests%n", resources.resolve(RIGHT), right.size());
  }

  private static byte[] lines(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
