/** How constants and needs travel through a net, channel by channel: what may be removed. */
package org.sparsevd.compress.flow;
