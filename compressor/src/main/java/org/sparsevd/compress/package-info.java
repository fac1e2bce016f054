/** Compression as a list of passes from model to model, and the report of what they did. */
package org.sparsevd.compress;
