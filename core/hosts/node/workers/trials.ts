import { serveTasks } from '../../../adapters/system/index.ts'
import { openTrials } from '../../../services/research/index.ts'

serveTasks(openTrials)
