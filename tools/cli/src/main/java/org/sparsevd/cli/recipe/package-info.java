/**
 * Networks and recipes of one's own in JSON files, as {@code docs/NETWORKS.md} describes them; an
 * error names the file and the line.
 */
package org.sparsevd.cli.recipe;
