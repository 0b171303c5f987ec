import { expect, it } from 'vitest'
import type { ApprovalPreviewRow, SignalRow, TraderApi } from '../../core/contract/index.ts'
import { commandId } from '../../core/domain/index.ts'
import { approveUnread } from './quick-approval.ts'

const signal = { id: 'signal-1' } as SignalRow
const SMALL = { state: 'PENDING', expiresAt: 1, checks: [], allowed: true, equityShare: '0.0199' }

async function press(preview: Partial<ApprovalPreviewRow> | null) {
  const sent: unknown[] = []
  const trader = {
    approval: () => Promise.resolve(preview === null ? null : { ...SMALL, ...preview }),
    command: (command: unknown) => {
      sent.push(command)
      return Promise.resolve({ ok: true, message: 'approved' })
    },
  } as unknown as Pick<TraderApi, 'approval' | 'command'>
  return { sent, ...(await approveUnread(trader, signal, commandId('c-1'))) }
}

it('sends what is small, at the price of now', async () => {
  const diff = { ask: '101.5' } as ApprovalPreviewRow['diff']
  const { sent, look, said } = await press(diff === undefined ? {} : { diff })
  expect(sent).toEqual([{ type: 'ApproveSignal', id: 'c-1', signalId: 'signal-1', seen: '101.5' }])
  expect({ look, said }).toEqual({ look: false, said: 'approved' })
})

it.each([
  ['at the bound', { equityShare: '0.02' }],
  ['large', { equityShare: '0.4' }],
  ['of a share that is no number', { equityShare: 'much' }],
  ['refused now', { allowed: false, message: 'the stop is at or above the bid' }],
  ['gone', null],
])('sends nothing that is %s, and asks to look', async (_what, preview) => {
  const { sent, look, said } = await press(preview)
  expect(sent).toEqual([])
  expect(look).toBe(true)
  expect(said).toContain('Nothing was sent')
})

it('sends nothing whose share is not known', async () => {
  const { sent, look } = await press({ ...SMALL, equityShare: undefined } as unknown as Partial<ApprovalPreviewRow>)
  expect([sent, look]).toEqual([[], true])
})
