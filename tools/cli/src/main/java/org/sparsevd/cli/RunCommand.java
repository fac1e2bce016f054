package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparsevd.cli.inspect.KernelLines;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.ImageInput;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.io.Table;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd run}: a compact file on a test set or on one image, in the JVM runtime. */
@Command(name = "run", header = "Runs a .spvd file on test images, or on one image.")
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

  /** Where the inputs come from. */
  private static final class Source {
    @Option(
        names = "--data",
        paramLabel = "mnist|DIR",
        description = "the data set whose test images are run (default: mnist)")
    private String data = Dataset.MNIST;

    @Option(
        names = "--input",
        paramLabel = "FILE",
        description = "one input: raw bytes, or a picture of the net's size")
    private Path input;
  }

  @Override
  public Integer call() throws Exception {
    if (limit != null && limit < 1) {
      throw CliException.usage("--limit must be at least 1, found " + limit);
    }
    if (seed != null && samples == null) {
      throw CliException.usage("--seed is that of --samples N, which is missing");
    }
    if (samples != null) {
      sample(SampledRun.open(file, samples, seed == null ? 1 : seed));
      return ExitCode.FINE;
    }
    Model model = InputFile.readSpvd(file);
    if (source.input != null) {
      classify(model);
    } else {
      evaluate(model);
    }
    return ExitCode.FINE;
  }

  private void sample(SampledRun run) throws IOException, CliException {
    if (source.input != null) {
      float[] pixels = ImageInput.read(source.input, run.model().inputShape());
      Prediction prediction = run.model().run(pixels, 1).get(0);
      output.result(
          SampledRun.json(prediction),
          source.input + ": class " + prediction.top1() + ", " + SampledRun.text(prediction));
      return;
    }
    Images images = Dataset.open(source.data).test();
    List<Prediction> all = run.over(images, count(images));
    output.result(SampledRun.json(all, images), SampledRun.text(all, images));
  }

  private int count(Images images) {
    return limit == null ? images.count() : Math.min(limit, images.count());
  }

  private void classify(Model model) throws IOException, CliException {
    float[] pixels = ImageInput.read(source.input, model.inputShape());
    LoadedNet net = SparseVdNet.single(SparseModel.of(model), 1);
    Answers answers = Inputs.numbers(pixels, pixels.length).answers(net);
    double[] probabilities = answers.probabilities(0);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("input", source.input.toString());
    result.put("class", answers.top1(0));
    result.put("probabilities", probabilities);
    Table table = new Table("class", "probability %");
    for (int i = 0; i < probabilities.length; i++) {
      table.row(String.valueOf(i), Numbers.percent(100 * probabilities[i]));
    }
    output.result(result, source.input + ": class " + answers.top1(0) + "\n\n" + table);
  }

  private void evaluate(Model model) throws IOException, CliException {
    Dataset dataset = Dataset.open(source.data);
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
    result.put("errorPercent", answers.errorPercent(dataset.test()::label));
    result.put("imagesPerSecond", perSecond);
    result.put("kernels", kernels);
    output.result(
        result,
        String.format(
            Locale.ROOT,
            "%s: %s test images%s, error %s %%, %,.0f images/s (with start-up, batches of %d)%n%s",
            dataset.name(),
            Numbers.count(count),
            layout.note(dataset.shape()),
            Numbers.percent(answers.errorPercent(dataset.test()::label)),
            perSecond,
            Inputs.BATCH,
            KernelLines.text(kernels, output.verbose()).stripTrailing()));
  }
}
