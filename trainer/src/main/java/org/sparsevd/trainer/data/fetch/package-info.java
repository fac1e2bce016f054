/**
 * Public data sets from their authors' sites, only when asked for: resumed after an interruption,
 * checked against a known SHA-256, unpacked to the folder that {@code --data} takes.
 */
package org.sparsevd.trainer.data.fetch;
