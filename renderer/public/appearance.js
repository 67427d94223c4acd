// Runs before the first paint: sets what the person chose last, so that the window never flashes in another theme.
// A cookie in the browser, because the port and with it the storage changes from start to start; storage on the desktop.
;(() => {
  const stored = location.protocol === 'http:' ? /(?:^|; )appearance=([^;]*)/.exec(document.cookie)?.[1] : localStorage.getItem('appearance')
  const [theme, density, motion, fontSize] = (stored ?? '').split('.')
  const root = document.documentElement
  if (['light', 'dark', 'contrast'].includes(theme)) root.dataset.theme = theme
  if (['compact', 'comfortable'].includes(density)) root.dataset.density = density
  if (['reduce', 'full'].includes(motion)) root.dataset.motion = motion
  if (/^\d{2,3}$/.test(fontSize ?? '')) root.style.setProperty('--font-scale', String(Number(fontSize) / 100))
})()
