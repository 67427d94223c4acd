/** The three bundles of the desktop shell. Everything but Electron itself is bundled in: the installer carries no node_modules. */
import { defineConfig } from 'electron-vite'
import { headlessDefines } from './vite.headless.config.ts'
import renderer from './vite.renderer.config.ts'

export default defineConfig({
  main: {
    define: headlessDefines,
    build: {
      outDir: 'out/main',
      minify: true,
      rolldownOptions: { input: 'electron/main/index.ts', external: ['pg-native'] },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      minify: true,
      // A sandboxed preload script cannot be a module.
      rolldownOptions: { input: 'electron/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].js' } },
    },
  },
  renderer: { ...renderer, build: { ...renderer.build, rolldownOptions: { input: 'renderer/index.html' } } },
})
