/** The compact {@code .spvd} file, read and written as {@code FORMAT.md} specifies. */
package org.sparsevd.format;
