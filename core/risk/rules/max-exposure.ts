import { exposureRule } from './exposure-limit.ts'

/** Every market together. */
export const maxExposure = exposureRule('max-exposure', {
  limit: ({ limits }) => limits.maxExposure,
  current: ({ view }) => view.exposure,
})
