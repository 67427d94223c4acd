import { keyStoreSuite } from './key-store-suite.ts'
import { memoryKeyStore } from './memory-key-store.ts'

keyStoreSuite('memory', async () => {
  const store = memoryKeyStore()
  return { open: () => store }
})
