/** The page: the same build for the window and for the loopback server. */
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'renderer',
  // Relative to the page in both shells, which serve it from the root of their origin.
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    // Absolute: electron-vite and vite start from different folders.
    outDir: resolve('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // electron-vite would leave it readable, and three times the size.
    minify: true,
    // The strict content policy admits fonts and images from files only, and an inlined font is a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
