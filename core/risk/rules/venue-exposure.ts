import { exposureRule } from './exposure-limit.ts'

/** All that is held at one venue: what is lost with it when it fails. */
export const venueExposure = exposureRule('venue-exposure', {
  limit: ({ limits }) => limits.maxVenueExposure,
  current: ({ view }) => view.venueExposure,
})
