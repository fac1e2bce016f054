package org.sparsevd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What Maven Central asks of the POMs of published libraries, and the list of their versions. */
class PublishedPomsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path VERSIONS = ROOT.resolve("tools/bom/pom.xml");
  private static final Pattern VERSION = Pattern.compile("<version>(.*)</version>");
  private static final Pattern EXPORTS = Pattern.compile("(?m)^\\s*exports ([\\w.]+);");

  @Test
  void eachLibrarySaysWhatItIs() throws Exception {
    for (Element pom : libraries()) {
      assertThat(text(pom, "name")).as("name of %s", text(pom, "artifactId")).isNotEmpty();
      assertThat(text(pom, "description")).as("of %s", text(pom, "artifactId")).isNotEmpty();
    }
  }

  @Test
  void whatIsInheritedAndTheListSayWhereItComesFromAndUnderWhichLicence() throws Exception {
    for (Path file : List.of(ROOT.resolve("pom.xml"), VERSIONS)) {
      Element pom = read(file);
      assertThat(text(pom, "url")).as("url of %s", file).startsWith("https://");
      assertThat(text(child(pom, "licenses"), "license", "name")).isEqualTo("Apache-2.0");
      assertThat(text(child(pom, "developers"), "developer", "name")).isNotEmpty();
      assertThat(text(pom, "scm", "connection")).startsWith("scm:git:");
      assertThat(text(pom, "scm", "developerConnection")).startsWith("scm:git:");
      assertThat(text(pom, "scm", "url")).startsWith("https://");
    }
  }

  @Test
  void theListHasTheVersionOfEachLibraryAndNoOther() throws Exception {
    Element list = read(VERSIONS);
    assertThat(text(list, "version")).isEqualTo(text(read(ROOT.resolve("pom.xml")), "version"));
    List<String> listed = new ArrayList<>();
    for (Element each :
        children(child(child(list, "dependencyManagement"), "dependencies"), "dependency")) {
      assertThat(text(each, "version")).isEqualTo("${project.version}");
      listed.add(text(each, "artifactId"));
    }
    List<String> published = new ArrayList<>();
    for (Element pom : libraries()) {
      published.add(text(pom, "artifactId"));
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void documentsShowTheVersionOfTheBuild() throws Exception {
    String version = text(read(ROOT.resolve("pom.xml")), "version");
    for (String page : List.of("README.md", "docs/SERVING.md", "docs/RELEASING.md")) {
      Matcher shown = VERSION.matcher(Files.readString(ROOT.resolve(page)));
      while (shown.find()) {
        assertThat(shown.group(1)).as("version in %s", page).isEqualTo(version);
      }
    }
    String first =
        Files.readAllLines(ROOT.resolve("CHANGELOG.md")).stream()
            .filter(line -> line.startsWith("## "))
            .findFirst()
            .orElseThrow();
    assertThat(first).matches("## " + Pattern.quote(version) + "( \\(\\d+ \\w+ \\d{4}\\))?");
  }

  /** {@code tools/api-report} looks at these alone. */
  @Test
  void theReportOfTheApiHasAllPackagesThatUsersSee() throws Exception {
    List<String> reported = new ArrayList<>();
    for (Element profile : children(child(read(ROOT.resolve("pom.xml")), "profiles"), "profile")) {
      if (text(profile, "id").equals("api")) {
        Element plugin = child(child(child(profile, "build"), "plugins"), "plugin");
        Element parameter = child(child(plugin, "configuration"), "parameter");
        assertThat(text(parameter, "includeExclusively")).isEqualTo("true");
        for (Element include : children(child(parameter, "includes"), "include")) {
          reported.add(include.getTextContent());
        }
      }
    }
    Set<String> seen = new TreeSet<>();
    for (Path pom : pomsOfLibraries()) {
      seen.addAll(packages(pom.resolveSibling("src/main/java")));
    }
    assertThat(reported).containsExactlyElementsOf(seen);
  }

  /** What a module exports to all; all its packages where it has no descriptor. */
  private static Set<String> packages(Path sources) throws IOException {
    Set<String> packages = new TreeSet<>();
    Path descriptor = sources.resolve("module-info.java");
    if (Files.exists(descriptor)) {
      Matcher exports = EXPORTS.matcher(Files.readString(descriptor));
      while (exports.find()) {
        packages.add(exports.group(1));
      }
      return packages;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  packages.add(sources.relativize(file.getParent()).toString().replace('/', '.')));
    }
    return packages;
  }

  /** The modules that a release has: those that are jars and are not left out. */
  private static List<Element> libraries() throws Exception {
    List<Element> libraries = new ArrayList<>();
    for (Path file : pomsOfLibraries()) {
      libraries.add(read(file));
    }
    return libraries;
  }

  private static List<Path> pomsOfLibraries() throws Exception {
    List<Path> libraries = new ArrayList<>();
    try (Stream<Path> files =
        Files.find(ROOT, 4, (file, is) -> file.endsWith("pom.xml") && is.isRegularFile())) {
      for (Path file : files.toList()) {
        Element pom = read(file);
        boolean leftOut = "true".equals(text(pom, "properties", "maven.deploy.skip"));
        if (!"pom".equals(text(pom, "packaging")) && !leftOut) {
          libraries.add(file);
        }
      }
    }
    assertThat(libraries).hasSizeGreaterThan(5);
    return libraries;
  }

  private static Element read(Path file)
      throws IOException, SAXException, ParserConfigurationException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  /** The text below these elements, or none. */
  private static String text(Element from, String... path) {
    Optional<Element> at = Optional.of(from);
    for (String name : path) {
      at = at.flatMap(each -> children(each, name).stream().findFirst());
    }
    return at.map(Element::getTextContent).map(String::strip).orElse("");
  }

  private static Element child(Element from, String name) {
    return children(from, name).get(0);
  }

  private static List<Element> children(Element from, String name) {
    List<Element> children = new ArrayList<>();
    for (Node each = from.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (each instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }
}
