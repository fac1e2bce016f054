/** Memory that holds code: how it is made, called and given back; what the processor can do. */
package org.sparsevd.machine.memory;
