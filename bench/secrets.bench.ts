/** What keeping secrets costs. One section a file; each answers figures, and all go out under one name. */
import { report } from './report.ts'
import { redactionFigures } from './secrets-redaction.ts'

report('secrets', [...redactionFigures()])
