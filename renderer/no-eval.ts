import { z } from 'zod'

// The page's content policy forbids generated code, which zod would otherwise try. Import this first:
// schemas decide when they are made.
z.config({ jitless: true })
