/** How fast a file answers, in fresh JVMs. */
package org.sparsevd.cli.bench;
