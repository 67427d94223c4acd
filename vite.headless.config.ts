/**
 * The headless host and its command line with everything they need. Two small entries turn on the compile cache and
 * then load one large chunk: a cache can only serve files loaded after it was turned on, and a single chunk cannot
 * lose a lazily loaded part to a build that is made while the host runs.
 */
import { defineConfig } from 'vite'

/** ws looks for optional native helpers, which a bundle cannot hold. */
export const headlessDefines = { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' }

export default defineConfig({
  publicDir: false,
  define: headlessDefines,
  ssr: { target: 'node', noExternal: true, external: ['pg-native'] },
  build: {
    ssr: true,
    outDir: 'out/headless',
    emptyOutDir: true,
    target: 'node24',
    minify: true,
    rolldownOptions: {
      input: { index: 'electron/headless/index.ts', cli: 'electron/headless/cli.ts' },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        codeSplitting: { groups: [{ name: 'host', test: (module: string) => !/electron\/headless\/(index|cli|compile-cache)\.ts$/.test(module) }] },
      },
    },
  },
})
