/**
 * The {@code sparsevd} command: one class per subcommand, results on stdout, progress on stderr.
 */
package org.sparsevd.cli;
