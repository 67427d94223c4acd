/** Zones as a person looks for them: by city, by region, by offset. */
import type { ComboboxOption } from '../../ui/combobox.tsx'

/** `UTC+05:30` */
export function offsetText(offsetMin: number): string {
  const minutes = Math.abs(offsetMin)
  const two = (value: number) => String(value).padStart(2, '0')
  return `UTC${offsetMin < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** One option a zone; a stored zone that this machine does not list stays choosable. */
export function zoneOptions(zones: ReadonlyArray<{ name: string; offsetMin: number }>, chosen: string): ComboboxOption[] {
  const options = zones.map(({ name, offsetMin }) => ({
    value: name,
    label: name,
    detail: offsetText(offsetMin),
    keywords: keywords(name, offsetMin),
  }))
  if (chosen !== '' && !zones.some((zone) => zone.name === chosen))
    options.unshift({ value: chosen, label: chosen, detail: 'not listed here', keywords: '' })
  return options
}

function keywords(name: string, offsetMin: number): string {
  const sign = offsetMin < 0 ? '-' : '+'
  const hours = Math.floor(Math.abs(offsetMin) / 60)
  const minutes = Math.abs(offsetMin) % 60
  const short = `${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
  const long = offsetText(offsetMin).replace('−', '-').slice(3)
  return `${name.replaceAll('/', ' ')} utc${short} gmt${short} utc${long} ${long}`
}
