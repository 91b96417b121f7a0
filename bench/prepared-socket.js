// The least that the SDK needs: a socket that answers with frames which a fake has sent before, and an
// HTTP client that gives the fake's answer, and tells the socket's client what is to be told of it.

/** The parts of a story that reach a fake: its class of sockets, and its HTTP client. */
export async function recordFrames({ WebSocket, httpClient, ...rest }, tell) {
  const frames = { answers: new Map(), notices: [] }
  let response
  const recording = {
    async request(options) {
      response = await httpClient.request(options)
      return response
    },
  }
  await tell({ WebSocket: recordingSocket(WebSocket, frames), httpClient: recording, ...rest })
  const sockets = new Set()
  const prepared = {
    async request() {
      for (const socket of sockets) for (const notice of frames.notices) socket.deliver(notice)
      return response
    },
  }
  return { WebSocket: preparedSocket(frames, sockets), httpClient: prepared, ...rest }
}

/** A class of sockets that takes note of what the fake answers to what, and of what else it says. */
function recordingSocket(WebSocket, { answers, notices }) {
  return class RecordingSocket extends WebSocket {
    constructor(url) {
      super(url)
      const keys = new Map()
      const { send } = this
      this.send = (data) => {
        const text = textOf(data)
        keys.set(idOf(text), keyOf(text))
        send.call(this, data)
      }
      this.addEventListener('message', ({ data }) => {
        const text = textOf(data)
        const id = idOf(text)
        if (methodOf(text) === 'reply') answers.set(keys.get(id), text.replace(id, idPlace))
        else notices.push(text)
      })
    }
  }
}

function preparedSocket({ answers }, sockets) {
  return class PreparedSocket {
    readyState = 0

    constructor() {
      void Promise.resolve().then(() => {
        this.readyState = 1
        sockets.add(this)
        this.onopen({ type: 'open', target: this })
      })
    }

    send(data) {
      const text = textOf(data)
      const answer = answers.get(keyOf(text))
      if (answer !== undefined) this.deliver(answer.replace(idPlace, idOf(text)))
    }

    deliver(text) {
      void Promise.resolve().then(() => {
        const { buffer: data } = Uint8Array.from(text, (character) => character.charCodeAt(0))
        this.onmessage?.({ type: 'message', target: this, data })
      })
    }

    close() {
      this.readyState = 3
      sockets.delete(this)
      void Promise.resolve().then(() => this.onclose?.({ type: 'close', target: this, code: 1000 }))
    }
  }
}

/** Stands where the ID of a frame belongs. */
const idPlace = '<id>'

function textOf(data) {
  return Buffer.from(data).toString('latin1')
}

function idOf(text) {
  return /"id":"([^"]*)"/.exec(text)[1]
}

/** The method of a frame, which stands before that of the request in it. */
function methodOf(text) {
  return /"method":"([a-z]+)"/.exec(text)[1]
}

/** Says what a client asks for: its method, and those of a request, and its path. */
function keyOf(text) {
  const [, path] = /"path":"([^"]*)"/.exec(text) ?? []
  const [, verb] = /"method":"([A-Z]+)"/.exec(text) ?? []
  return `${methodOf(text)} ${verb} ${path}`
}
