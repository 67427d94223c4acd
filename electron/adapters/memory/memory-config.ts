import type { Config } from '../../ports/config.ts'

/** A config.json without a disk; `sections` holds what is in it. */
export function memoryConfig(sections: Record<string, unknown> = {}): Config & { sections: Record<string, unknown> } {
  return {
    sections,
    read: async (section) => sections[section],
    async write(section, value) {
      sections[section] = value
    },
    setAside: async () => [],
  }
}
