/** The user's copy of fast-check, 3.23 or later. */
export { default as fc } from 'fast-check'
