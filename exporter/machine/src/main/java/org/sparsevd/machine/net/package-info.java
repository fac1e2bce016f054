/** A small net as one function: how its layers become code. */
package org.sparsevd.machine.net;
