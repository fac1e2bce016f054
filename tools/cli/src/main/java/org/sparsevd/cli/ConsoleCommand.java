package org.sparsevd.cli;

import java.util.concurrent.Callable;
import org.sparsevd.cli.io.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that prints what it found and ends with an exit code. */
@Command(mixinStandardHelpOptions = true)
abstract class ConsoleCommand implements Callable<Integer> {
  @Mixin Console output;
}
