/** Time that nobody can set: it runs on evenly whatever happens to the wall clock. */
export interface Stopwatch {
  /** Milliseconds since an arbitrary start; never goes back. May stand still while the machine sleeps. */
  elapsed(): number
}
