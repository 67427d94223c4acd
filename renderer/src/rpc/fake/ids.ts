const id = (kind: number, n: number) => `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Names for the canned things, so that stories and tests need no search. */
export const fakeIds = {
  acme: id(1, 1),
  globex: id(1, 2),
  agent: { reporter: id(2, 1), billing: id(2, 2), watcher: id(2, 3) },
  project: { operations: id(3, 1), growth: id(3, 2) },
  routine: { report: id(4, 1), invoices: id(4, 2), digest: id(4, 3), cleanup: id(4, 4), onboarding: id(4, 5) },
  secret: { stripe: id(5, 1), smtp: id(5, 2), openai: id(5, 3), legacy: id(5, 4) },
  run: { running: id(6, 1), queued: id(6, 2), succeeded: id(6, 3), failed: id(6, 4), timedOut: id(6, 5), cancelled: id(6, 6), lost: id(6, 7) },
  trigger: { nightly: id(7, 1), hourly: id(7, 2) },
} as const
