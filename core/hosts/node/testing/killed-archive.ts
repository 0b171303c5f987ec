import { archiveDays } from '../commands/archive-days.ts'
import { millis } from '../../../domain/index.ts'

/** Archives and dies at the nth occurrence of a step: DATA TO BEFORE STEP NTH. */
const [dataDir = '', to = '', before = '', step = '', nth = '1'] = process.argv.slice(2)
let left = Number(nth)
await archiveDays({
  dataDir,
  to,
  before: millis(Number(before)),
  erase: true,
  say: () => undefined,
  onStep: (name) => {
    if (name !== step) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
