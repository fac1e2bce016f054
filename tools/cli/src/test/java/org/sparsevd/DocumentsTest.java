package org.sparsevd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The documents of the project: what they link to is there, lines and sentences are short. */
class DocumentsTest {
  private static final int LINE = 100;

  /** Words; a page's mean, and the most of any sentence. */
  private static final double MEAN = 20;

  private static final int LONGEST = 45;

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+");

  private static Path root;
  private static final List<Path> PAGES = new ArrayList<>();

  @BeforeAll
  static void find() throws IOException {
    root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/ARCHITECTURE.md"))) {
      root = root.getParent();
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean ours = folder.equals(root) || name.equals(".github");
            boolean skipped = name.startsWith(".") || name.equals("target") || name.equals("runs");
            return skipped && !ours ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              PAGES.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(PAGES).hasSizeGreaterThan(8);
  }

  @Test
  void linesAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : PAGES) {
      List<String> lines = Files.readAllLines(page);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        boolean table = line.strip().startsWith("|");
        if (!table && line.codePointCount(0, line.length()) > LINE) {
          found.add(root.relativize(page) + ":" + (i + 1));
        }
      }
    }
    assertThat(found).as("lines over %d characters, tables aside", LINE).isEmpty();
  }

  @Test
  void sentencesAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : PAGES) {
      int words = 0;
      int sentences = 0;
      for (String paragraph : paragraphs(page)) {
        for (String sentence : SENTENCE_END.split(paragraph)) {
          int count = sentence.strip().split("\\s+").length;
          words += count;
          sentences++;
          if (count > LONGEST) {
            found.add(root.relativize(page) + ", " + count + " words: " + sentence);
          }
        }
      }
      if (words > MEAN * sentences) {
        found.add(root.relativize(page) + ": " + words / sentences + " words a sentence");
      }
    }
    assertThat(found).isEmpty();
  }

  /** Running text: no code, tables or headings; an item of a list is a paragraph. */
  private static List<String> paragraphs(Path page) throws IOException {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      code ^= line.strip().startsWith("```");
      boolean text = !code && !line.isBlank() && !line.matches("(    |\\s*[|#`]{3}|\\||#).*");
      boolean item = line.matches("\\s*([-*]|\\d+\\.) .*");
      if ((!text || item) && current.length() > 0) {
        paragraphs.add(current.toString());
        current.setLength(0);
      }
      if (text) {
        current.append(line.strip()).append(' ');
      }
    }
    if (current.length() > 0) {
      paragraphs.add(current.toString());
    }
    return paragraphs;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : PAGES) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        String link = links.group(1);
        if (!link.contains("://") && !link.startsWith("mailto:") && !leads(page, link)) {
          broken.add(root.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  private static boolean leads(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || anchors(target).contains(link.substring(hash + 1));
  }

  /** Of headings, as a forge makes them: lower case, spaces as hyphens, no punctuation. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("#")) {
        String heading = line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT);
        anchors.add(heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }
}
