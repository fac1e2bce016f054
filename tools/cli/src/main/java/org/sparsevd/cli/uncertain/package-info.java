/** What a net with uncertain weights says, and how well it tells what it was not trained on. */
package org.sparsevd.cli.uncertain;
