package org.sparsevd.benchmarks.rows;

import java.util.List;
import org.sparsevd.benchmarks.inference.InferenceCommand;
import org.sparsevd.benchmarks.real.RealCommand;
import picocli.CommandLine;

/**
 * A command with the rows that it gives.
 *
 * @param machine whether it is about machine code, which JDKs before 22 do not have
 * @param words of the command line, behind {@code tools/benchmarks/run}
 */
record Step(boolean machine, List<String> words, List<Asked> rows) {
  private static Step with(String command, Asked... rows) {
    return new Step(true, List.of(command.split(" ")), List.of(rows));
  }

  /** All of them; those about a net that nobody gave are left out. */
  static List<Step> all() {
    return List.of(
        with(
            "real --net resnet-18 --seconds 4 --starts 5",
            Asked.float32("ResNet-18, 90 %", 2.8, 4),
            Asked.int8("ResNet-18, 90 %", 0.9, 1.2),
            Asked.first("ResNet-18, 90 %", 1, 3)),
        with(
            "real --net resnet-18 --int8 --sparsity 0 --seconds 4 --starts 0",
            Asked.int8("ResNet-18, 8 bits, dense", 1.05, 1.3)),
        with(
            "real --net resnet-18 --int8 --pattern 1x4 --sparsity 0.8 --seconds 4 --starts 0",
            Asked.int8("ResNet-18, 8 bits, 1x4, 80 %", 2.5, 3.2)),
        with(
            "real --net resnet-18 --int8 --pattern 1x4 --seconds 4 --starts 0",
            Asked.int8("ResNet-18, 8 bits, 1x4, 90 %", 3.8, 5)),
        with(
            "real --net resnet-18 --int8 --pattern 4x4 --seconds 4 --starts 0",
            Asked.int8("ResNet-18, 8 bits, 4x4, 90 %", 5, 7)),
        with(
            "real --net resnet-18 --threads 2 --no-int8 --seconds 4 --starts 0",
            Asked.oneThread("ResNet-18, 90 %, one image on two threads", 1.7)),
        with(
            "real --net mobilenet-v2 --seconds 4 --starts 0",
            Asked.float32("MobileNetV2, 90 %", 1.5, 2)),
        with(
            "real --net mobilenet-v2 --int8 --sparsity 0 --seconds 4 --starts 0",
            Asked.int8("MobileNetV2, 8 bits, dense", 1.5, 2.2)),
        with(
            "real --net mobilenet-v2 --int8 --pattern 1x4 --sparsity 0.8 --seconds 4 --starts 0",
            Asked.int8("MobileNetV2, 8 bits, 1x4, 80 %", 2.5, 4)),
        with(
            "real --net resnet-50 --no-int8 --seconds 3 --starts 0",
            Asked.float32("ResNet-50, 90 %", 2.5, 4)),
        with(
            "inference --net lenet-300-100,lenet-5,vgg-like --batch 1 --threads 1 --no-cold-start",
            Asked.calls("LeNet-300-100, against dense", "lenet-300-100", "onnx-dense", 25, 35),
            Asked.calls("LeNet-5, against dense", "lenet-5", "onnx-dense", 20, 30),
            Asked.calls("VGG-like k=1, against shrunk float32", "vgg", "onnx-shrunk", 2.5, 4),
            Asked.calls("VGG-like k=1, against shrunk int8", "vgg", "onnx-int8", 1, 2),
            Asked.callsInBytes(
                "VGG-like k=1, ours in 8 bits, against shrunk int8", "vgg", "onnx-int8", 1, 2)),
        with(
            "real --net resnet-50 --int8 --pattern 4x4 --seconds 3 --starts 0",
            Asked.int8("ResNet-50, 8 bits, 4x4, 90 %", 4, 6)),
        new Step(
            false,
            List.of("real --net resnet-18 --no-int8 --seconds 4 --starts 0".split(" ")),
            List.of(Asked.float32("no machine code: ResNet-18, 90 %", 2.2, 3))));
  }

  /** MiniLM, whose file does not come with the project. */
  static Step miniLm(String file) {
    return new Step(
        true,
        List.of("real", "--net", file, "--sparsity", "0", "--seconds", "4", "--starts", "0"),
        List.of(Asked.float32("MiniLM, 128 tokens, dense", 0.8, 1)));
  }

  /** The same in 8 bits, ours and theirs. */
  static Step miniLm(String file, String ours, String theirs) {
    return new Step(
        true,
        List.of(
            "real",
            "--net",
            file,
            "--sparsity",
            "0",
            "--ours",
            ours,
            "--theirs-int8",
            theirs,
            "--seconds",
            "4",
            "--starts",
            "0"),
        List.of(Asked.int8("MiniLM, 128 tokens, 8 bits", 1, 1.3)));
  }

  /** What measures it, for the words behind the first. */
  CommandLine measurement() {
    boolean real = words.get(0).equals("real");
    return new CommandLine(real ? new RealCommand() : new InferenceCommand());
  }

  /** Behind the command's name. */
  List<String> options() {
    return words.subList(1, words.size());
  }

  String command() {
    return "run " + String.join(" ", words);
  }
}
