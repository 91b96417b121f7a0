/** The user's own copy of fast-check, of version 3.23 or 4. */
export { default as fc } from 'fast-check'
