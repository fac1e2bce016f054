package org.sparsevd.report.overview;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The runs below a folder. It does not follow links and looks at so many files at most.
 *
 * @param runs by name
 * @param leftOut reports that cannot be read, and why
 * @param complete whether all files were looked at
 */
public record RunSearch(List<Run> runs, List<LeftOut> leftOut, boolean complete) {
  private static final String REPORT = "report.json";
  private static final int MOST_FILES = 1_000_000;
  private static final int MOST_REPORTS = 5_000;
  private static final int DEPTH = 32;

  /** A report that is not shown. */
  public record LeftOut(String path, String reason) {}

  public RunSearch {
    runs = List.copyOf(runs);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Searches a folder.
   *
   * @throws IOException if it cannot be read
   */
  public static RunSearch below(Path folder) throws IOException {
    Visitor visitor = new Visitor(folder);
    Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, visitor);
    visitor.runs.sort(Comparator.comparing(Run::name));
    visitor.leftOut.sort(Comparator.comparing(LeftOut::path));
    return new RunSearch(visitor.runs, visitor.leftOut, visitor.complete);
  }

  /**
   * Runs whose reports were read already.
   *
   * @param reports by the run's name
   * @param folder that has a folder of that name for each
   */
  public static RunSearch of(Map<String, byte[]> reports, Path folder) {
    RunReader reader = new RunReader();
    List<Run> runs = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    reports.forEach(
        (name, json) -> {
          try {
            runs.add(reader.read(json, folder.resolve(name), name));
          } catch (IOException e) {
            leftOut.add(new LeftOut(name + "/" + REPORT, String.valueOf(e.getMessage())));
          }
        });
    return new RunSearch(runs, leftOut, true);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final RunReader reader = new RunReader();
    private final List<Run> runs = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private boolean complete = true;
    private int files;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (++files > MOST_FILES || runs.size() + leftOut.size() == MOST_REPORTS) {
        complete = false;
        return FileVisitResult.TERMINATE;
      }
      if (file.getFileName().toString().equals(REPORT) && attributes.isRegularFile()) {
        try {
          runs.add(reader.read(file, name(file.getParent())));
        } catch (IOException e) {
          leftOut.add(new LeftOut(file.toString(), String.valueOf(e.getMessage())));
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** The folder below the root; of the root its own name. */
    private String name(Path folder) {
      Path below = root.relativize(folder);
      Path named = below.toString().isEmpty() ? root.toAbsolutePath().normalize() : below;
      Path last = below.toString().isEmpty() ? named.getFileName() : named;
      return String.valueOf(last).replace('\\', '/').replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      if (file.equals(root)) {
        throw problem;
      }
      leftOut.add(new LeftOut(file.toString(), "it cannot be read"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException problem) {
      return FileVisitResult.CONTINUE;
    }
  }
}
