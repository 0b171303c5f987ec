import { taskPoolContract } from '../../testing/contracts/task-pool.ts'
import { openSums } from '../../testing/sum-tasks.ts'
import { inThreadPool } from './index.ts'

taskPoolContract('the pool without threads', (base) => inThreadPool(openSums, { base }))
