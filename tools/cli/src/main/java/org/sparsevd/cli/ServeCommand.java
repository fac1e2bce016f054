package org.sparsevd.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.serve.PredictionServer;
import org.sparsevd.cli.serve.ServerLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sparsevd serve}: a net behind HTTP, with a page to try it. */
@Command(
    name = "serve",
    header = "Serves a .spvd file over HTTP, with a page to try it.",
    description = {
      "Answers POST /predict (JSON or raw bytes), GET /healthz and /metrics (Prometheus), and",
      "has a page at / to draw a digit on, or to compare two texts. Only this machine reaches",
      "it, unless --host says otherwise; then put a proxy with TLS and a login in front of it."
    })
final class ServeCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE.spvd", description = "the compact file to serve")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "0 takes any that is free (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "an address of this machine (default: ${DEFAULT-VALUE})")
  private String host;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "20",
      description = "draws of all weights, for files that keep deviations (default: 20)")
  private int samples;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "4000000",
      description = "of a request (default: ${DEFAULT-VALUE})")
  private int maxBody;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "in which a request has to arrive (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "128",
      description = "requests at a time (default: ${DEFAULT-VALUE})")
  private int connections;

  @Override
  public Integer call() throws Exception {
    ServerLimits limits = new ServerLimits(maxBody, seconds, connections);
    try (PredictionServer server =
        PredictionServer.open(file, host, port, samples, limits, output::notice)) {
      server.warmUp();
      server.start();
      Thread ending = new Thread(server::close, "sparsevd-ending");
      Runtime.getRuntime().addShutdownHook(ending);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("url", server.url());
      result.put("file", file.toString());
      output.result(result, server.url() + " serves " + file + "; Ctrl-C ends it");
      server.await();
    }
    return ExitCode.FINE;
  }
}
