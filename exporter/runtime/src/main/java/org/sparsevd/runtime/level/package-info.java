/** Layers of whole weights over levels that follow each other, as data, with plain loops. */
package org.sparsevd.runtime.level;
