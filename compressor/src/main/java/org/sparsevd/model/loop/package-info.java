/** Inner loops of operators on tensors: plain Java on arrays, which allocates nothing. */
package org.sparsevd.model.loop;
