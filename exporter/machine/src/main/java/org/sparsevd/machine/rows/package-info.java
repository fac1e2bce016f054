/** Dense layers of whole weights over vectors of levels, as code. */
package org.sparsevd.machine.rows;
