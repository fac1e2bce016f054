/** Groups of options that several commands have. */
package org.sparsevd.cli.options;
