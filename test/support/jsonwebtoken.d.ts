// The types of the twilio client name this module, which comes without types of its own.
declare module 'jsonwebtoken' {
  export type Algorithm = string
}
