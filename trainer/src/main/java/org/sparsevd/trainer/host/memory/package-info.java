/** Arrays on the heap behind the buffers of the host's backend. */
package org.sparsevd.trainer.host.memory;
