/** A process that dies between two of its steps: from then on nothing it asks for happens, clearing up included. */
import type { Database, Sql } from '../../ports/sql.ts'

export class Crash extends Error {}

const statements = new Set(['select', 'insert', 'update', 'delete', 'execute', '$count'])

/** Lives until it is told after how many steps to die. Each statement, transaction and call of a wrapped port is a step. */
export function crashing() {
  let left = Number.POSITIVE_INFINITY

  function step(): void {
    if (left <= 0) throw new Crash('the process is dead')
    left -= 1
  }

  function watched(db: Database): Database {
    return new Proxy(db, {
      get(target, name) {
        const own: unknown = Reflect.get(target, name)
        if (typeof own !== 'function') return own
        if (name === 'transaction') {
          return async (work: (tx: Database) => Promise<unknown>) => {
            step()
            return target.transaction((tx) => work(watched(tx as unknown as Database)))
          }
        }
        if (!statements.has(String(name))) return own.bind(target) as unknown
        return (...args: unknown[]) => {
          step()
          return Reflect.apply(own, target, args) as unknown
        }
      },
    })
  }

  return {
    sql: ({ db }: Sql): Sql => ({ db: watched(db) }),

    /** The same port, each of whose calls is a step. */
    port<T extends object>(port: T): T {
      return new Proxy(port, {
        get(target, name) {
          const own: unknown = Reflect.get(target, name)
          if (typeof own !== 'function') return own
          return async (...args: unknown[]) => {
            step()
            return Reflect.apply(own, target, args) as unknown
          }
        },
      })
    },

    dieAfter(steps: number): void {
      left = steps
    },

    /** Whether it died, or would at its next step. */
    dead: () => left <= 0,
  }
}
