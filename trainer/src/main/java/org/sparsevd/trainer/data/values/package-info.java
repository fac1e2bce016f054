/** The values of inputs in memory: pixels, which are bytes, or numbers. */
package org.sparsevd.trainer.data.values;
