/** Where things are. All absolute. */
export interface Paths {
  /** The data folder of this instance. */
  home: string
  db: string
  secrets: string
  logs: string
  runs: string
  backups: string
  /** Sockets, locks and host.json: gone after a restart without loss. */
  run: string
  configFile: string
  /** SQL files of the application. */
  migrations: string
  /** Folder of the sample company's scripts. */
  sample: string
}
