export { maxmindFile } from './maxmind-file.js';
