package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs tests and says what became of them. */
final class Judge {
  /** Of the largest expected magnitude, or of 1. */
  private static final double TOLERANCE = 1e-4;

  private final Engine engine;
  private final Questions questions;

  /**
   * A judge of this engine.
   *
   * @param questions for tests that come without data
   */
  Judge(Engine engine, Questions questions) {
    this.engine = engine;
    this.questions = questions;
  }

  /** The verdict on a test. Whatever is thrown but a refusal is wrong, too. */
  Verdict of(SuiteCase test) throws IOException {
    byte[] file = test.file();
    return of(file, () -> questions(test, file));
  }

  /** The verdict on a graph that was drawn. */
  Verdict of(TensorGraphs.Drawn drawn) throws IOException {
    return of(drawn.file(), drawn::questions);
  }

  /** Questions that are read once a file is known to be read, too. */
  private interface Source {
    List<Question> questions() throws IOException;
  }

  private Verdict of(byte[] file, Source source) throws IOException {
    try (Engine.Net net = engine.load(file)) {
      for (Question question : source.questions()) {
        Verdict verdict = of(net, question);
        if (!verdict.isRight()) {
          return verdict;
        }
      }
      return Verdict.RIGHT;
    } catch (Engine.Refusal e) {
      return Verdict.refused(e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return Verdict.wrong("thrown: " + e);
    }
  }

  private List<Question> questions(SuiteCase test, byte[] file) throws Engine.Refusal {
    try {
      if (test.data().isEmpty()) {
        return questions.about(test, file);
      }
      List<Question> stored = new ArrayList<>();
      for (Path folder : test.data()) {
        stored.add(new Question(SuiteCase.inputs(file, folder), SuiteCase.outputs(folder)));
      }
      return stored;
    } catch (IOException e) {
      throw new Engine.Refusal("the test's data: " + e.getMessage());
    }
  }

  private static Verdict of(Engine.Net net, Question question) throws Engine.Refusal {
    for (Map.Entry<String, List<SuiteTensor>> each : net.answers(question.inputs()).entrySet()) {
      String difference = difference(each.getValue(), question.outputs());
      if (!difference.isEmpty()) {
        return Verdict.wrong("by the " + each.getKey() + ": " + difference);
      }
    }
    return Verdict.RIGHT;
  }

  /** How the outputs found differ from those expected; empty where they do not. */
  static String difference(List<SuiteTensor> found, List<SuiteTensor> expected) {
    if (found.size() != expected.size()) {
      return "expected outputs " + expected + ", found " + found;
    }
    for (int i = 0; i < found.size(); i++) {
      String difference = difference(found.get(i), expected.get(i));
      if (!difference.isEmpty()) {
        return "output " + i + ": " + difference;
      }
    }
    return "";
  }

  /** A batched model holds one number for each input as a list of one, as docs/ONNX.md says. */
  private static boolean isListOfOnes(SuiteTensor found, SuiteTensor expected) {
    return expected.dims().size() == 1
        && found.dims().equals(List.of(expected.dims().get(0), 1L))
        && found.name().isEmpty();
  }

  private static String difference(SuiteTensor found, SuiteTensor expected) {
    // Floats of 64 bits become ones of 32 on import, as docs/ONNX.md says.
    DataType type = expected.type() == DataType.DOUBLE ? DataType.FLOAT : expected.type();
    if (found.type() != type && found.type() != expected.type()
        || !found.dims().equals(expected.dims()) && !isListOfOnes(found, expected)) {
      return "expected " + expected + ", found " + found;
    }
    double allowed = expected.isFloating() ? TOLERANCE * scale(expected) : 0;
    for (int i = 0; i < expected.size(); i++) {
      double left = expected.value(i);
      double right = found.value(i);
      // Neither infinities nor NaN may differ, of which no difference is a number.
      if (Double.compare(left, right) != 0 && !(Math.abs(left - right) <= allowed)) {
        return "value " + i + " is " + right + ", expected " + left;
      }
    }
    return "";
  }

  private static double scale(SuiteTensor expected) {
    double scale = 1;
    for (int i = 0; i < expected.size(); i++) {
      double value = Math.abs(expected.value(i));
      scale = Double.isFinite(value) ? Math.max(scale, value) : scale;
    }
    return scale;
  }
}
