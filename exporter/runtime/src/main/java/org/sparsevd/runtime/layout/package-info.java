/** How values and weights lie in memory. */
package org.sparsevd.runtime.layout;
