import { createHmac } from 'node:crypto'
import { DEMO_ACCOUNT } from '../index.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // The tests look at single fields of many different answers.
  readonly body: Record<string, unknown> & { readonly code?: number; readonly msg?: string }
}

interface SignedOptions {
  readonly method?: string
  readonly timestamp: number
  readonly key?: string
  readonly secret?: string
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
}

export const getJson = async (url: string): Promise<Answer> => read(await fetch(url))

/** A signed request as the venue documents it. */
export async function signed(url: string, parameters: Record<string, string>, options: SignedOptions): Promise<Answer> {
  const { key = DEMO_ACCOUNT.apiKey, secret = DEMO_ACCOUNT.secret, method = 'GET', timestamp } = options
  const query = new URLSearchParams({ ...parameters, timestamp: String(timestamp) }).toString()
  const signature = createHmac('sha256', secret).update(query).digest('hex')
  return read(await fetch(`${url}?${query}&signature=${signature}`, { method, headers: { 'X-MBX-APIKEY': key } }))
}
