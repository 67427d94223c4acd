/** All tables as one object, for the database handle. */
export * from './agents.ts'
export * from './companies.ts'
export * from './instance.ts'
export * from './projects.ts'
export * from './routines.ts'
export * from './runs.ts'
export * from './secrets.ts'
