// Compiles Ohm grammars while bundling: building one from its text takes tens of milliseconds of a cold start, from a recipe less
// than one. The recipe is text, which costs a start nothing before its language is needed.
import { readFileSync } from 'node:fs';
import { grammar } from 'ohm-js';

export const ohmRecipes = {
  name: 'ohm-recipes',
  setup(build) {
    build.onLoad({ filter: /\.ohm$/ }, ({ path }) => ({ contents: `export default { recipe: ${JSON.stringify(grammar(readFileSync(path, 'utf8')).toRecipe())} };`, loader: 'js' }));
  },
};
