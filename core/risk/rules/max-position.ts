import { exposureRule } from './exposure-limit.ts'

/** One market. */
export const maxPosition = exposureRule('max-position', {
  limit: ({ limits }) => limits.maxPosition,
  current: ({ view }) => view.instrumentExposure,
})
