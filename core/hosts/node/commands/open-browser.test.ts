import { expect, it } from 'vitest'
import { openerOf } from './open-browser.ts'

const URL = 'http://127.0.0.1:7717/#token=t'
const CHROMIUM = { SENTINEL_CHROMIUM: '/opt/chromium' }

it.each([
  [
    'a window of its own where a Chromium was found',
    'linux',
    { DISPLAY: ':0', ...CHROMIUM },
    false,
    ['/opt/chromium', [`--app=${URL}`]],
  ],
  ['a tab as root', 'linux', { DISPLAY: ':0', ...CHROMIUM }, true, ['xdg-open', [URL]]],
  ['a tab without a Chromium', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, false, ['xdg-open', [URL]]],
  ['a tab on macOS', 'darwin', {}, false, ['open', [URL]]],
  ['a window on macOS', 'darwin', CHROMIUM, false, ['/opt/chromium', [`--app=${URL}`]]],
  ['a tab on Windows', 'win32', {}, false, ['cmd', ['/c', 'start', '""', URL]]],
  ['nothing without a screen', 'linux', CHROMIUM, false, undefined],
  ['nothing with an empty display', 'linux', { DISPLAY: '' }, false, undefined],
] as const)('shows %s', (_what, platform, env, root, opener) => {
  expect(openerOf(URL, { platform, env, root })).toEqual(opener)
})
