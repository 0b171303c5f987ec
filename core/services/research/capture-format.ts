import { CAPTURE_FORMATS, type CaptureFormat } from '../../adapters/captures/index.ts'
import { InputError } from '../../domain/index.ts'

/** Throws InputError for a name that is no format. */
export const captureFormat = (text: string | undefined): CaptureFormat | undefined => {
  if (text === undefined) return undefined
  const known = CAPTURE_FORMATS.find((format) => format === text)
  if (known === undefined)
    throw new InputError({ field: 'format', value: text, remedy: `use one of ${CAPTURE_FORMATS.join(', ')}` })
  return known
}
