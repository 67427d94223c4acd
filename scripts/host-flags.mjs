// How Node is told to run the host: with a small nursery. The host makes little garbage at a time, and a large one only means
// rare and longer stops, and tens of megabytes more.
export const hostFlags = ['--max-semi-space-size=4']
