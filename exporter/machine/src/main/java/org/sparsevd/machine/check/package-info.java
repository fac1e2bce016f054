/** Whether generated code computes on this processor what plain Java does, tried at first use. */
package org.sparsevd.machine.check;
