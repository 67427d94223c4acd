import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Column, columnLayout, fittingColumns } from './table-columns.ts'

const frame = { selectable: false, actions: true }
const column = (id: string, width: number, spare?: number): Column<unknown> => ({
  id,
  header: id,
  cell: () => null,
  width,
  ...(spare === undefined ? {} : { spare }),
})
const columns = [column('status', 100), column('name', 200), column('p50', 100, 1), column('project', 100, 2), column('enabled', 60)]
const shown = (width: number) => fittingColumns(columns, frame, width).map(({ id }) => id)

it.each([
  [600, ['status', 'name', 'p50', 'project', 'enabled']],
  [599, ['status', 'name', 'project', 'enabled']],
  [499, ['status', 'name', 'enabled']],
  [10, ['status', 'name', 'enabled']],
])('at %i px it shows %j', (width, ids) => expect(shown(width)).toEqual(ids))

it('fits whenever anything spare is left, and never leaves out more than it must', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), (width) => {
      const fitting = fittingColumns(columns, frame, width)
      const least = (count: readonly Column<unknown>[]) => Number.parseFloat(columnLayout(count, frame).minWidth) * 16
      const spares = fitting.filter(({ spare }) => spare !== undefined)
      if (spares.length > 0) expect(least(fitting)).toBeLessThanOrEqual(width)
      const dropped = columns.filter((one) => !fitting.includes(one)).sort((a, b) => (b.spare ?? 0) - (a.spare ?? 0))[0]
      if (dropped) expect(least([...fitting, dropped])).toBeGreaterThan(width)
    }),
  )
})
