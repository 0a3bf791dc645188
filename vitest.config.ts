import { defineConfig } from 'vitest/config';

/** Loads grammar files as text, as the bundler of `scripts/build.mjs` does. */
const ohmAsText = {
  name: 'ohm-as-text',
  transform: (source: string, id: string) => (id.endsWith('.ohm') ? { code: `export default ${JSON.stringify(source)}`, map: null } : null),
};

export default defineConfig({
  plugins: [ohmAsText],
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
