/** What is in a file, as tables. */
package org.sparsevd.cli.inspect;
