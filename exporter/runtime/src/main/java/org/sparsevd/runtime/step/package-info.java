/** The steps of a plan that have no weights: of elements, windows and movements. */
package org.sparsevd.runtime.step;
