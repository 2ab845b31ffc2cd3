import type { Rule } from '@angular-devkit/schematics';
import type { Application } from '../shared/application.js';
import { CONFIG_FILE } from '../shared/edit-config.js';

/** Says what the user has now, and what comes next. */
export const sayNext =
  ({ sourceRoot }: Application, modelFile: string | undefined): Rule =>
  (_, { logger }) => {
    const config = `${sourceRoot}/${CONFIG_FILE}`.slice(1);
    const guarded = [
      'Every route is guarded now. One that declares nothing stops the start, and the message says how to mend it.',
      `  ${config} has the options; .env.example explains the settings, which production demands.`,
      ...(modelFile === undefined ? [] : [`  ${modelFile} says who may do what with which object.`]),
      'Next: npx nestjs-zero-trust-schematics resource order --relations viewer,editor',
    ];
    logger.info(guarded.join('\n'));
  };
