/** Why a host cannot start, when the database is not to blame: a named state with a sentence and what to do. */
export class StartFailure extends Error {
  readonly code: 'home_busy' | 'port_taken'
  readonly action: string
  constructor(code: StartFailure['code'], message: string, action: string) {
    super(message)
    this.name = 'StartFailure'
    this.code = code
    this.action = action
  }
}
