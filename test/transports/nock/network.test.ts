import { describeNetwork } from '../../support/describe-network.ts'
import { fetchTransport, nodeTransport } from '../../support/transports.ts'

describeNetwork('nock 14', [nodeTransport, fetchTransport])
