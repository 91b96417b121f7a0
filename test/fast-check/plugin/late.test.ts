import { describeLate } from '../../support/describe-late.ts'
import { ways } from '../../support/ways.ts'

describeLate(ways)
