/** What keeping secrets costs. One section a file; each answers figures, and all go out under one name. */
import { report } from './report.ts'
import { withDatabase } from './secrets-database.ts'
import { cipherFigures, rotationFigures } from './secrets-keys.ts'
import { redactionFigures } from './secrets-redaction.ts'
import { resolveFigures } from './secrets-resolve.ts'
import { vaultFigures } from './secrets-vault.ts'

report('secrets', [
  ...redactionFigures(),
  ...(await resolveFigures()),
  ...cipherFigures(),
  ...(await withDatabase(({ sql }) => rotationFigures(sql))),
  ...(await vaultFigures()),
])
