/** `npm run dev`: `npm start` that builds and brings the app back whenever a source changes. */
process.argv.push('--watch');
await import('./start.mjs');
