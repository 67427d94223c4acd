import { describe, expect, it } from 'vitest'
import { offsetText, zoneOptions } from './zones.ts'

const zones = [
  { name: 'America/New_York', offsetMin: -300 },
  { name: 'Asia/Kolkata', offsetMin: 330 },
  { name: 'UTC', offsetMin: 0 },
]

describe('zones', () => {
  it('writes offsets with sign and minutes', () => {
    expect(zones.map((zone) => offsetText(zone.offsetMin))).toEqual(['UTC−05:00', 'UTC+05:30', 'UTC+00:00'])
  })

  it('finds a zone by city and by any way to write its offset', () => {
    const [newYork, kolkata] = zoneOptions(zones, 'UTC')
    expect(newYork?.keywords).toContain('New_York')
    for (const way of ['utc-5', 'gmt-5', '-05:00']) expect(newYork?.keywords).toContain(way)
    for (const way of ['utc+5:30', '+05:30']) expect(kolkata?.keywords).toContain(way)
  })

  it('keeps a stored zone that this machine does not list', () => {
    expect(zoneOptions(zones, 'Mars/Olympus')[0]).toMatchObject({ value: 'Mars/Olympus' })
    expect(zoneOptions(zones, 'UTC')).toHaveLength(3)
  })
})
