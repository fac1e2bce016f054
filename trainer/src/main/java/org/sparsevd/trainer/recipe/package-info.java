/** Networks, recipes, schedules and presets: what to train, as data. */
package org.sparsevd.trainer.recipe;
