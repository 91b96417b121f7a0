import { SyncClient } from 'twilio-sync'

// The app of the recipe: a page that knows nothing of the fake.

const response = await fetch('/token')
const client = new SyncClient(await response.text())
const stream = await client.stream('orders')
stream.on('messagePublished', ({ message }) => {
  const { id, state } = message.data as { readonly id: number; readonly state: string }
  const item = document.createElement('li')
  item.textContent = `${id}: ${state}`
  document.body.append(item)
})
