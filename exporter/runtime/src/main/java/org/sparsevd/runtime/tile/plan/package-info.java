/** From the nodes of a model to steps over images in tiles. */
package org.sparsevd.runtime.tile.plan;
