/** Free names for new secrets, one a key: the key itself, else with the name of its place before it, else numbered. */
export function freeNames(keys: readonly string[], taken: readonly string[], placeName: string): Map<string, string> {
  const used = new Set(taken.map((name) => name.toLowerCase()))
  const names = new Map<string, string>()
  for (const key of keys) {
    const long = `${placeName} ${key}`.slice(0, 110)
    let name = used.has(key.toLowerCase()) || key.length > 110 ? long : key
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${long} ${number}`
    used.add(name.toLowerCase())
    names.set(key, name)
  }
  return names
}
