/** Functions of single elements as loops over some floats, wherever those lie. */
package org.sparsevd.runtime.step.map;
