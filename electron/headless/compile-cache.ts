/** Turns on Node's cache of compiled code, in out/: as private as the code itself, unlike the shared temp folder. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// A folder that cannot be written only means that every start compiles anew.
enableCompileCache(join(import.meta.dirname, '..', '..', 'out', '.compile-cache'))
