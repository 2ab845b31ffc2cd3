import { readFileSync } from 'node:fs';
import { embeddedRelationships } from 'nestjs-zero-trust';
import { relationshipTuples } from '../scenario/identities.js';
import { MODEL_FILE } from '../scenario/model-file.js';
import { FullModule } from '../servers/full.module.js';
import { serve } from '../servers/serve.js';
import { HIDDEN_ORDERS, PERIOD_VARIABLE, TUPLES_VARIABLE } from './hidden-orders.js';

const hiddenAnswerMs = Number(process.env[PERIOD_VARIABLE] ?? 5);
const tupleCount = Number(process.env[TUPLES_VARIABLE] ?? 1);

/** Besides the one that it has, so many tuples of each hidden order that a check has to follow. */
const tuples = HIDDEN_ORDERS.flatMap((order) =>
  Array.from({ length: tupleCount - 1 }, (_, index) => ({
    subject: `organization:other-${index}`,
    relation: 'organization',
    object: `order:${order}`,
  })),
);

/** The whole pipeline, which answers hidden and absent orders at the given pace. */
await serve({
  module: (settings) =>
    FullModule.register(settings, {
      hiddenAnswerMs,
      relationships: embeddedRelationships({
        model: readFileSync(MODEL_FILE, 'utf8'),
        tuples: [...relationshipTuples(), ...tuples],
      }),
    }),
});
