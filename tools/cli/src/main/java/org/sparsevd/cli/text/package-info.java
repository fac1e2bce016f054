/** Nets that read texts: their vocabularies, and calls made of texts. */
package org.sparsevd.cli.text;
