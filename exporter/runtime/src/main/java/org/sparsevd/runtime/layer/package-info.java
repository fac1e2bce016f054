/** The steps of a plan that have weights. */
package org.sparsevd.runtime.layer;
