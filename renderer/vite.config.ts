/** Builds the renderer for both shells; the output is static files that run under the strict content policy. */
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // All three know light-dark(): an older target would expand every colour token into two.
    target: ['chrome125', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A font as data: would be refused by font-src 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
  },
})
