package org.sparsevd.cli.compare;

import java.util.List;

/** {@code compare.json}: the paper's table with our figures. */
public record MethodComparison(String tool, String network, List<Row> rows) {}
