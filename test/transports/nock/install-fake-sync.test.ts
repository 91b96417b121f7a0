import { describeInstall } from '../../support/describe-install.ts'
import { fetchTransport, nodeTransport } from '../../support/transports.ts'

describeInstall('nock 14', { transports: [nodeTransport, fetchTransport], closes: true })
