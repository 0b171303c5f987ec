import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { isReady, mustBeReady } from './readiness.ts'
import { StrictEmitter } from './strict-emitter.ts'

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Display {
  readonly id: number
  readonly bounds: Rectangle
  readonly workArea: Rectangle
}

const displayAt = (x: number, id: number): Display => {
  const bounds = { x, y: 0, width: 1920, height: 1080 }
  return { id, bounds, workArea: bounds }
}

/** Screens side by side, as many as SENTINEL_DOUBLE_SCREENS says. */
export const screen = {
  getAllDisplays(): Display[] {
    mustBeReady('screen')
    const count = Number(process.env.SENTINEL_DOUBLE_SCREENS ?? '1')
    return Array.from({ length: count }, (_, index) => displayAt(index * 1920, index + 1))
  },
  getPrimaryDisplay(): Display {
    mustBeReady('screen')
    return displayAt(0, 1)
  },
}

class PowerMonitor extends StrictEmitter {
  constructor() {
    super(['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown', 'on-ac', 'on-battery'])
  }
}
export const powerMonitor = new PowerMonitor()

const backend = process.env.SENTINEL_DOUBLE_KEYRING ?? 'gnome_libsecret'
const weak = backend === 'basic_text'
const key = createHash('sha256')
  .update(weak ? 'peanuts' : `a keyring for a test ${process.env.SENTINEL_DOUBLE_USER_DATA ?? ''}`)
  .digest()

/** Encrypts as Chromium does on Linux: `v10` before what a constant protects, `v11` before what a keyring does. */
export const safeStorage = {
  getSelectedStorageBackend: (): string => (isReady() ? backend : 'unknown'),
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    mustBeReady('safeStorage')
    return backend !== 'none'
  },
  async encryptStringAsync(plain: string): Promise<Buffer> {
    mustBeReady('safeStorage')
    if (backend === 'none') throw new Error('Error while encrypting the text provided to safeStorage.encryptString.')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const box = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from(weak ? 'v10' : 'v11'), nonce, cipher.getAuthTag(), box])
  },
  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    mustBeReady('safeStorage')
    const wrong = new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    if (encrypted.subarray(0, 3).toString() !== (weak ? 'v10' : 'v11')) throw wrong
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(3, 15))
      decipher.setAuthTag(encrypted.subarray(15, 31))
      const plain = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()])
      return { shouldReEncrypt: false, result: plain.toString('utf8') }
    } catch {
      throw wrong
    }
  },
}
