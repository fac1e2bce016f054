/** Inputs and their scores: what a net is judged on. */
package org.sparsevd.cli.score;
