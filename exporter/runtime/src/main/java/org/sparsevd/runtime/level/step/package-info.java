/** The steps over levels that follow each other. */
package org.sparsevd.runtime.level.step;
