package org.sparsevd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Collectors;

/** The arrows between the rooms, as docs/ARCHITECTURE.md draws them. */
@AnalyzeClasses(packages = "org.sparsevd", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String VECTOR = "org.sparsevd.vector..";
  private static final String[] COMPRESSOR = {
    "org.sparsevd.model..",
    "org.sparsevd.codec..",
    "org.sparsevd.sparse..",
    "org.sparsevd.tensor..",
    "org.sparsevd.array..",
    "org.sparsevd.compress..",
    "org.sparsevd.file..",
    VECTOR
  };
  private static final String[] RUNTIME = {"org.sparsevd.format..", "org.sparsevd.runtime.."};
  private static final String MACHINE = "org.sparsevd.machine..";
  private static final String ONNX = "org.sparsevd.onnx..";
  private static final String TEXT = "org.sparsevd.text..";
  private static final String LANGCHAIN4J = "org.sparsevd.langchain4j..";
  private static final String SPRING_AI = "org.sparsevd.springai..";
  private static final String TRAINER = "org.sparsevd.trainer..";
  private static final String GENERATED = "org.sparsevd.trainer.checkpoint.proto";
  private static final String NETS = "org.sparsevd.nets..";
  private static final String[] TOOLS = {NETS, "org.sparsevd.cli..", "org.sparsevd.report.."};

  @ArchTest
  static final ArchRule compressorUsesTheJdkOnly =
      classes()
          .that()
          .resideInAnyPackage(COMPRESSOR)
          .and()
          .resideOutsideOfPackage(VECTOR)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(join(COMPRESSOR, "java.."));

  /** The one class of the room that may know vectors, as its tables and codecs must not. */
  @ArchTest
  static final ArchRule theDecisionAboutVectorsUsesNothingElse =
      classes()
          .that()
          .resideInAPackage(VECTOR)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(VECTOR, "java..", "jdk.incubator.vector..");

  @ArchTest
  static final ArchRule runtimeUsesTheCompressorAndTheJdkOnly =
      classes()
          .that()
          .resideInAnyPackage(RUNTIME)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(join(RUNTIME, join(COMPRESSOR, "java..", "jdk.incubator.vector..")));

  /** On the class path where the JDK that builds is new enough. */
  @ArchTest
  static final ArchRule machineCodeUsesTheRuntimeAndTheJdkOnly =
      classes()
          .that()
          .resideInAPackage(MACHINE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(join(RUNTIME, join(COMPRESSOR, MACHINE, "java..")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule textsUseTheRuntimeAndTheJdkOnly =
      classes()
          .that()
          .resideInAPackage(TEXT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(join(RUNTIME, join(COMPRESSOR, TEXT, "java..")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule langChain4jSeesTextsAndItsFrameworkOnly =
      classes()
          .that()
          .resideInAPackage(LANGCHAIN4J)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(LANGCHAIN4J, TEXT, "java..", "dev.langchain4j..");

  @ArchTest
  static final ArchRule springAiSeesTextsAndItsFrameworkOnly =
      classes()
          .that()
          .resideInAPackage(SPRING_AI)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(SPRING_AI, TEXT, "java..", "org.springframework..");

  @ArchTest
  static final ArchRule nobodyNeedsFrameworks =
      noClasses()
          .that()
          .resideOutsideOfPackages(LANGCHAIN4J, SPRING_AI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LANGCHAIN4J, SPRING_AI, "dev.langchain4j..", "org.springframework..");

  @ArchTest
  static final ArchRule nobodyNeedsMachineCode =
      noClasses()
          .that()
          .resideOutsideOfPackage(MACHINE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(MACHINE);

  @ArchTest
  static final ArchRule onnxUsesTheCompressorAndProtobufOnly =
      classes()
          .that()
          .resideInAPackage(ONNX)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              join(COMPRESSOR, ONNX, "java..", "ai.onnx.proto..", "com.google.protobuf.."));

  @ArchTest
  static final ArchRule trainerUsesTheCompressorNd4jAndProtobufOnly =
      classes()
          .that()
          .resideInAPackage(TRAINER)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              join(
                  COMPRESSOR,
                  TRAINER,
                  "java..",
                  "jdk.incubator.vector..",
                  "org.nd4j..",
                  "org.bytedeco..",
                  "com.google.protobuf.."));

  @ArchTest
  static final ArchRule onlyTheTrainerSeesNd4j =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAINER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule netsUseTheRuntimesAndTheirFilesOnly =
      classes()
          .that()
          .resideInAPackage(NETS)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              join(
                  RUNTIME,
                  join(
                      COMPRESSOR,
                      ONNX,
                      NETS,
                      "java..",
                      "jdk.incubator.vector..",
                      "ai.onnxruntime..")));

  @ArchTest
  static final ArchRule onlyNetsRunOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage(NETS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule nothingUsesTheTools =
      noClasses()
          .that()
          .resideOutsideOfPackages(TOOLS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TOOLS);

  @ArchTest
  static final ArchRule theReportKnowsNoOtherRoom =
      classes()
          .that()
          .resideInAPackage("org.sparsevd.report..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.sparsevd.report..", "java..", "javax.imageio..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.sparsevd.(**)").should().beFreeOfCycles();

  /** More siblings than these want drawers. */
  private static final int MOST_CLASSES = 25;

  @ArchTest
  static void packagesAreSmall(JavaClasses all) {
    Map<String, Long> sizes =
        all.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .filter(type -> !type.getPackageName().startsWith(GENERATED))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes).isNotEmpty();
    assertThat(sizes)
        .allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MOST_CLASSES));
  }

  private static String[] join(String[] some, String... others) {
    String[] all = java.util.Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }
}
