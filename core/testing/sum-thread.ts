import { serveTasks } from '../adapters/system/index.ts'
import { openSums } from './sum-tasks.ts'

serveTasks(openSums)
