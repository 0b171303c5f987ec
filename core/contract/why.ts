import type { Wire, WhyStory } from '../domain/index.ts'

/** The whole story of an order, as `GET /api/why?id=` and `sentinel why ID --json` give it. */
export type WhyRow = Wire<WhyStory>
