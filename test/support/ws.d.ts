// The types of twilio-sync name it, and bring none.
declare module 'ws'
