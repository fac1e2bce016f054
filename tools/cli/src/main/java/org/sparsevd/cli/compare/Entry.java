package org.sparsevd.cli.compare;

import org.sparsevd.trainer.recipe.Recipe;

/**
 * A row of the paper's table.
 *
 * @param slug in names of files and for {@code --only}
 * @param name for people
 * @param recipe by which this project trains it
 * @param published null where the row is not the paper's
 */
public record Entry(String slug, String name, Recipe recipe, Published published) {}
