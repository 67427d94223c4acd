// Draws resources/icons/app.svg at every size (app-small.svg where detail would blur) and packs app.icns and app.ico from it.
// Run by hand after a drawing changed: `node scripts/icons.mjs` (needs Chromium; WHEELHOUSE_CHROMIUM names another one).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { findChromium } from './chromium.mjs'

const folder = join(import.meta.dirname, '..', 'resources', 'icons')
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const SMALL = 32

async function draw() {
  const read = (name) => readFileSync(join(folder, name), 'utf8')
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ['--no-sandbox'] })
  const pngs = new Map()
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const svg = read(size <= SMALL ? 'app-small.svg' : 'app.svg')
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    pngs.set(size, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
  await browser.close()
  return pngs
}

/** Apple's container: a type code, a length and a PNG for every size. */
function icns(pngs) {
  const codes = { icp4: 16, icp5: 32, icp6: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 }
  const parts = Object.entries(codes).map(([code, size]) => block(code, pngs.get(size)))
  return block('icns', Buffer.concat(parts))
}

function block(code, data) {
  const head = Buffer.alloc(8)
  head.write(code, 'ascii')
  head.writeUInt32BE(data.length + 8, 4)
  return Buffer.concat([head, data])
}

/** Windows' container: a directory of entries, then the PNGs. A side of 256 is written as 0. */
function ico(pngs) {
  const images = [16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, data: pngs.get(size) }))
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  images.forEach(({ size, data }, index) => {
    const entry = 6 + 16 * index
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(data.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += data.length
  })
  return Buffer.concat([head, ...images.map(({ data }) => data)])
}

const pngs = await draw()
mkdirSync(join(folder, 'app'), { recursive: true })
for (const [size, data] of pngs) writeFileSync(join(folder, 'app', `${size}x${size}.png`), data)
writeFileSync(join(folder, 'app.icns'), icns(pngs))
writeFileSync(join(folder, 'app.ico'), ico(pngs))
console.log(`Wrote ${pngs.size} PNGs, app.icns and app.ico to ${folder}`)
