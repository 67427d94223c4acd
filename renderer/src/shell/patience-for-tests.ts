/** How long `findBy…` and `waitFor` look for what they expect: as long as every other test does (vitest.config.ts). */
import { configure } from '@testing-library/react'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    patienceMs: number
  }
}

configure({ asyncUtilTimeout: inject('patienceMs') })
