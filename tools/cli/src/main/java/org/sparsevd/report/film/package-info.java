/**
 * Films of weights: a frame for each epoch, kept in a file while a run goes on, and drawn as
 * animated GIFs when it ends.
 */
package org.sparsevd.report.film;
