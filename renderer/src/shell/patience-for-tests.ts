/** How long `findBy…` and `waitFor` look for what they expect: as long as `expect.poll` does (vitest.config.ts). */
import { configure } from '@testing-library/react'

configure({ asyncUtilTimeout: 10_000 })
