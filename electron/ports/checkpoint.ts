/** Where the trails of all companies ended when we last looked, kept outside the database: what shows that a trail was cut or put back. */
export interface CheckpointStore {
  /** Where it is, for sentences a person reads. */
  readonly location: string
  /** What is kept; none before the first write. Throws CheckpointFailure when something is there that cannot be read. */
  read(): Promise<Checkpoint[]>
  /** Replaces all of it durably: after a power cut either the old or the new is there. Throws CheckpointFailure. */
  write(checkpoints: readonly Checkpoint[]): Promise<void>
}

export interface Checkpoint {
  companyId: string
  /** The last entry of the company's trail: its place, and the MAC that vouches for all before it. */
  seq: number
  mac: string
  at: Date
  /** A MAC over the rest. */
  seal: string
}

export class CheckpointFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CheckpointFailure'
  }
}
