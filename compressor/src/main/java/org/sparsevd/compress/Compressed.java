package org.sparsevd.compress;

import org.sparsevd.model.Model;

/** The outcome of compression. */
public record Compressed(Model model, CompressionReport report) {}
