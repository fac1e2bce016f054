package org.sparsevd.compress;

/**
 * What one pass did.
 *
 * @param pass its name
 * @param effect one sentence, such as {@code removed 183 of 410 units}
 */
public record PassLine(String pass, String effect) {}
