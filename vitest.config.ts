import { defineConfig } from 'vitest/config';

/** Loads grammar files as text; the bundle has them compiled, which a test of the embedded grammars holds to the same. */
const ohmAsText = {
  name: 'ohm-as-text',
  transform: (source: string, id: string) => (id.endsWith('.ohm') ? { code: `export default ${JSON.stringify(source)}`, map: null } : null),
};

export default defineConfig({
  plugins: [ohmAsText],
  test: { setupFiles: ['test/support/seed.ts'], include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
