/** Which units of a network live, and where they stand among all. */
package org.sparsevd.trainer.unit;
