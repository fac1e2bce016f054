/** Which weights of a layer share one decision: to stay, or to go. */
package org.sparsevd.trainer.block;
