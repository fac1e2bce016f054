package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.inspect.KernelLines;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.cli.options.ArrayOptions;
import org.sparsevd.cli.options.Overwriting;
import org.sparsevd.cli.run.FileInputs;
import org.sparsevd.cli.run.FileRun;
import org.sparsevd.cli.run.NamedFile;
import org.sparsevd.cli.run.NamedRun;
import org.sparsevd.cli.score.ImageLayout;
import org.sparsevd.cli.score.ImageRun;
import org.sparsevd.cli.uncertain.SampledRun;
import org.sparsevd.compress.Answers;
import org.sparsevd.model.Model;
import org.sparsevd.nets.Inputs;
import org.sparsevd.nets.LoadedNet;
import org.sparsevd.nets.SparseVdNet;
import org.sparsevd.report.Numbers;
import org.sparsevd.runtime.Prediction;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd run}: a compact file on a test set or on one image, in the JVM runtime. */
@Command(
    name = "run",
    header = "Runs a .spvd file on test images, or on inputs of your own.",
    description = {
      "Runs a .spvd file on the test images of a data set and tells the error; or on",
      "inputs of your own (--input) and tells or writes (--output) what it answers."
    })
final class RunCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE.spvd", description = "the compact file to run")
  private Path file;

  @ArgGroup private Source source = new Source();

  @Option(names = "--limit", paramLabel = "N", description = "only the first N test images")
  private Integer limit;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = {
        "draw all weights N times, and tell mean, deviation and mutual information; for files of",
        "compress --keep-uncertainty"
      })
  private Integer samples;

  @Option(names = "--seed", paramLabel = "S", description = "of these draws (default: 1)")
  private Long seed;

  @Option(
      names = "--output",
      paramLabel = "[NAME=]FILE.npy",
      description =
          "with --input: write what the net answers as float32, [count, ...]; of nets with several"
              + " outputs once for each that is to be written")
  private List<String> answersFiles = List.of();

  @Mixin private ArrayOptions arrays;

  @Mixin private Overwriting overwriting;

  /** Where the inputs come from. */
  private static final class Source {
    @Option(
        names = "--data",
        paramLabel = "mnist|DIR|FILES",
        description =
            "the data set whose test images are run (default: mnist); files of arrays that name"
                + " none to test on are run whole: x.npy,y.npy, a .npz of x and y, or a .csv")
    private String data = Dataset.MNIST;

    @Option(
        names = "--input",
        paramLabel = "[NAME=]FILE",
        description =
            "inputs of your own: a .npy of one or many as the net takes them, a picture of the"
                + " net's size, or raw bytes of one; of nets with several inputs NAME=FILE.npy for"
                + " each")
    private List<String> inputs;
  }

  @Override
  public Integer call() throws Exception {
    check();
    if (samples != null) {
      sample(SampledRun.open(file, samples, seed == null ? 1 : seed));
      return ExitCode.FINE;
    }
    Model model = InputFile.readSpvd(file);
    if (source.inputs != null) {
      answer(model);
    } else {
      evaluate(model);
    }
    return ExitCode.FINE;
  }

  private void check() throws CliException {
    if (limit != null && limit < 1) {
      throw CliException.usage("--limit must be at least 1, found " + limit);
    }
    if (seed != null && samples == null) {
      throw CliException.usage("--seed is that of --samples N, which is missing");
    }
    if (!answersFiles.isEmpty() && (source.inputs == null || samples != null)) {
      throw CliException.usage(
          "--output writes what a net answers to --input FILE, without --samples");
    }
    if (limit != null && source.inputs != null) {
      throw CliException.usage("--limit is of --data, --input runs all of a file");
    }
    for (String answersFile : answersFiles) {
      if (!answersFile.toLowerCase(Locale.ROOT).endsWith(".npy")) {
        throw CliException.usage("--output must be named .npy, found " + answersFile);
      }
    }
  }

  private void sample(SampledRun run) throws IOException, CliException {
    if (source.inputs != null) {
      Path input = NamedFile.only(source.inputs, Model.INPUT, file);
      float[] values = FileInputs.read(input, run.model().inputShape(), arrays.layout());
      int count = values.length / run.model().inputShape().size();
      if (count > 1) {
        throw CliException.usage("--samples takes one input, found " + count + " in " + input);
      }
      Prediction prediction = run.model().run(values, 1).get(0);
      output.result(
          SampledRun.json(prediction),
          input + ": class " + prediction.top1() + ", " + SampledRun.text(prediction));
      return;
    }
    Images images = arrays.source(source.data).openTests().test();
    List<Prediction> all = run.over(images, count(images));
    output.result(SampledRun.json(all, images), SampledRun.text(all, images));
  }

  private int count(Images images) {
    return limit == null ? images.count() : Math.min(limit, images.count());
  }

  private void answer(Model model) throws IOException, CliException {
    if (NamedRun.isFor(model)) {
      NamedRun run = NamedRun.of(model, file, source.inputs, answersFiles, overwriting.allowed());
      run.write();
      output.result(run.json(), run.text());
      return;
    }
    Path answersFile = null;
    if (!answersFiles.isEmpty()) {
      String name = model.outputs().get(0).name();
      answersFile = NamedFile.onlyOutput(answersFiles, name, file);
      OutputFile.check(answersFile, overwriting.allowed());
    }
    Path input = NamedFile.only(source.inputs, model.onlyInput().name(), file);
    float[] values = FileInputs.read(input, model.inputShape(), arrays.layout());
    Inputs inputs = Inputs.numbers(values, model.inputShape().size());
    if (answersFile != null && Files.exists(answersFile) && Files.isSameFile(answersFile, input)) {
      throw CliException.usage(answersFile + " is the input; --output must name another file");
    }
    LoadedNet net =
        SparseVdNet.single(SparseModel.of(model), Math.min(inputs.count(), Inputs.BATCH));
    FileRun run = new FileRun(input, inputs.answers(net), model.outputShape(), answersFile);
    if (answersFile != null) {
      run.write();
    }
    output.result(run.json(), run.text());
  }

  private void evaluate(Model model) throws IOException, CliException {
    if (NamedRun.isFor(model)) {
      throw CliException.usage(
          file
              + " takes "
              + SparseModel.of(model).inputs()
              + ", not images of a data set: --input NAME=FILE.npy gives it each");
    }
    Dataset dataset = arrays.source(source.data).openTests();
    int count = count(dataset.test());
    SparseModel loaded = SparseModel.of(model);
    LoadedNet net = SparseVdNet.single(loaded, Inputs.BATCH);
    long start = System.nanoTime();
    Answers answers = ImageRun.over(net, dataset.test(), count, file.toString());
    double perSecond = count / ((System.nanoTime() - start) / 1e9);
    ImageLayout layout = ImageLayout.of(model.inputShape(), dataset.shape(), file.toString());
    List<String> kernels = new ArrayList<>(loaded.kernels());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("dataset", dataset.name());
    result.put("images", count);
    result.put("layout", layout.toString());
    result.put("errorPercent", dataset.test().errorPercent(answers));
    result.put("imagesPerSecond", perSecond);
    result.put("kernels", kernels);
    output.result(
        result,
        String.format(
            Locale.ROOT,
            "%s: %s %s%s, error %s %%, %,.0f images/s (with start-up, batches of %d)%n%s",
            dataset.name(),
            Numbers.count(count),
            dataset.test() == dataset.train() ? "images of all" : "test images",
            layout.note(dataset.shape()),
            Numbers.percent(dataset.test().errorPercent(answers)),
            perSecond,
            Inputs.BATCH,
            KernelLines.text(kernels, output.verbose()).stripTrailing()));
  }
}
