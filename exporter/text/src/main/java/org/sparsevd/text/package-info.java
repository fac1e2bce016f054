/**
 * Texts as vectors.
 *
 * <pre>{@code
 * TextEncoder encoder = TextEncoder.load(Path.of("minilm.spvd"));
 * float[] vector = encoder.embed("A sentence.");
 * }</pre>
 */
package org.sparsevd.text;
