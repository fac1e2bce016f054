package org.sparsevd.benchmarks.report;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command that measures, prints a table and writes a file for machines. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true)
public abstract class Measurement implements Callable<Integer> {}
