/** Adam and what it keeps. */
package org.sparsevd.trainer.optim;
