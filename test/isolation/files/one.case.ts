import { describeFile } from './describe-file.ts'

describeFile('one')
