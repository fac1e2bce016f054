/**
 * {@link org.sparsevd.trainer.nn.Backend}, the seam behind which everything lies that costs time,
 * and the records that its operations take.
 *
 * <p>Values are laid out {@code [channels, height, width, columns]}. The images of a batch are
 * innermost, one a column. So a row of pixels is one contiguous run of numbers for every weight
 * that meets it. There are a multiple of 16 columns; those beyond the batch hold anything finite,
 * and gradients are zero there.
 */
package org.sparsevd.trainer.nn;
