import { exposureRule } from './exposure-limit.ts'

/** One asset over all markets in which it is bought, on whatever venue and against whatever currency. */
export const assetExposure = exposureRule('asset-exposure', {
  limit: ({ limits }) => limits.maxAssetExposure,
  current: ({ view }) => view.assetExposure,
})
