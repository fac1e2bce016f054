/**
 * Arrays and tables of numbers as people have them: {@code .npy} and {@code .npz} files of NumPy,
 * and CSV.
 *
 * <p>All of it is read as untrusted: memory is bounded by what a file really holds, and a problem
 * is one line that names the file, what was expected and what was found.
 */
package org.sparsevd.array;
