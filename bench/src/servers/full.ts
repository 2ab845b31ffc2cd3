import { FullModule } from './full.module.js';
import { serve } from './serve.js';

/** The whole pipeline: what the others are measured for. */
await serve({ module: (settings) => FullModule.register(settings) });
