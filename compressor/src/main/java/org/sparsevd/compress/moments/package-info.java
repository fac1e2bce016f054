/** Second moments of what layers read, and their inverse: how one weight makes up for another. */
package org.sparsevd.compress.moments;
