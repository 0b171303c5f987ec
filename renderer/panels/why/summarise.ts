const WANTED = [
  'action',
  'side',
  'type',
  'state',
  'code',
  'reason',
  'message',
  'instrument',
  'quantity',
  'price',
  'confidence',
  'by',
  'mode',
  'strategy',
  'equity',
]
const LONGEST = 160

function collect(value: unknown, into: Map<string, string>, depth: number): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') {
      if (WANTED.includes(key) && !into.has(key) && item !== '') into.set(key, String(item))
    } else if (depth < 2) collect(item, into, depth + 1)
  }
}

/** One line of a journal payload: the few fields that tell a person what it is about. */
export function summarise(payload: unknown): string {
  const found = new Map<string, string>()
  collect(payload, found, 0)
  const parts = WANTED.flatMap((key) => {
    const text = found.get(key)
    return text === undefined || key === 'type' ? [] : [text]
  })
  return parts.join(' · ').slice(0, LONGEST)
}
