export { formatChanges } from './format-changes.js';
export { formatPosture } from './format-posture.js';
export { posturePage } from './page/posture-page.js';
export { runPostureCommand, type PostureCommandInit } from './run-posture-command.js';
