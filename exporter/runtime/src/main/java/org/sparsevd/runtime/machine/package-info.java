/**
 * What generated machine code offers, and how it is found. The code itself is made by a module of
 * its own, which needs a newer JDK and may be missing.
 */
package org.sparsevd.runtime.machine;
