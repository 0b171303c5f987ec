import { serveTasks } from '../../../adapters/system/index.ts'
import { openRuleTasks } from '../../../research/index.ts'

serveTasks(openRuleTasks)
