import { describeMsw } from '../support/describe-msw.ts'

describeMsw('a handler of msw 2')
